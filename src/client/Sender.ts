import type {
  BatchGetItemCommandInput, BatchGetItemCommandOutput, BatchWriteItemCommandInput, BatchWriteItemCommandOutput,
  CreateTableCommandInput, CreateTableCommandOutput, DeleteItemCommandInput, DeleteItemCommandOutput,
  DeleteTableCommandInput, DeleteTableCommandOutput, DescribeTableCommandInput, DescribeTableCommandOutput,
  DescribeTimeToLiveCommandInput, DescribeTimeToLiveCommandOutput, ExecuteStatementCommandInput, ExecuteStatementCommandOutput,
  GetItemCommandInput, GetItemCommandOutput, ListTablesCommandInput, ListTablesCommandOutput, PutItemCommandInput, PutItemCommandOutput,
  QueryCommandInput, QueryCommandOutput, ScanCommandInput, ScanCommandOutput, TransactGetItemsCommandInput, TransactGetItemsCommandOutput, TransactWriteItemsCommandInput, TransactWriteItemsCommandOutput,
  UpdateItemCommandInput, UpdateItemCommandOutput, UpdateTableCommandInput, UpdateTableCommandOutput,
  UpdateTimeToLiveCommandInput, UpdateTimeToLiveCommandOutput,
} from '@aws-sdk/client-dynamodb'

/** Input and output of each of DynamoDB's actions that the driver sends. */
export interface Actions {
  BatchGetItem: { input: BatchGetItemCommandInput; output: BatchGetItemCommandOutput }
  BatchWriteItem: { input: BatchWriteItemCommandInput; output: BatchWriteItemCommandOutput }
  CreateTable: { input: CreateTableCommandInput; output: CreateTableCommandOutput }
  DeleteItem: { input: DeleteItemCommandInput; output: DeleteItemCommandOutput }
  DeleteTable: { input: DeleteTableCommandInput; output: DeleteTableCommandOutput }
  DescribeTable: { input: DescribeTableCommandInput; output: DescribeTableCommandOutput }
  DescribeTimeToLive: { input: DescribeTimeToLiveCommandInput; output: DescribeTimeToLiveCommandOutput }
  ExecuteStatement: { input: ExecuteStatementCommandInput; output: ExecuteStatementCommandOutput }
  GetItem: { input: GetItemCommandInput; output: GetItemCommandOutput }
  ListTables: { input: ListTablesCommandInput; output: ListTablesCommandOutput }
  PutItem: { input: PutItemCommandInput; output: PutItemCommandOutput }
  Query: { input: QueryCommandInput; output: QueryCommandOutput }
  Scan: { input: ScanCommandInput; output: ScanCommandOutput }
  TransactGetItems: { input: TransactGetItemsCommandInput; output: TransactGetItemsCommandOutput }
  TransactWriteItems: { input: TransactWriteItemsCommandInput; output: TransactWriteItemsCommandOutput }
  UpdateItem: { input: UpdateItemCommandInput; output: UpdateItemCommandOutput }
  UpdateTable: { input: UpdateTableCommandInput; output: UpdateTableCommandOutput }
  UpdateTimeToLive: { input: UpdateTimeToLiveCommandInput; output: UpdateTimeToLiveCommandOutput }
}

export type ActionName = keyof Actions

export interface SendOptions {
  /** Never sent a second time after a failure that leaves it open whether the work was done. */
  readonly once?: boolean
  /** Which consumed capacity the answer tells: its sum, or apart for each index. */
  readonly returnCapacity?: 'INDEXES' | 'TOTAL'
}

/** The port through which every request leaves: one request, one answer, retries of the SDK included. */
export interface Sender {
  send<A extends ActionName>(action: A, input: Actions[A]['input'], options?: SendOptions): Promise<Actions[A]['output']>
  /** Takes what deserves a line in the log without being a failure. */
  readonly warn?: (message: string) => void
}
