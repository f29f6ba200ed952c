export const usage = `Usage: typeorm-dynamodb <command> [options]

Commands:
  local    Start DynamoDB on this machine until it is interrupted
             --port N      the port to listen on (8000; 0 for a free one)
             --data PATH   keep the data in this folder (else in memory)
  model    Print how entities are stored, and what can be asked of them by key
             -d, --dataSource FILE  exports the data source, as for typeorm's commands
             --format FORMAT        markdown (default), mermaid or json
`
