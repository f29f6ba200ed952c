import type { Logger } from 'typeorm'
import { noteRequest } from './requestReport.js'

/** Hands the driver's line of each request to DynamoDB to the report of the HTTP request that it was sent for, and prints it while `prints`. */
export class RequestLogger implements Logger {
  prints = false

  logQuery(line: string): void {
    this.note(line)
  }

  logQueryError(_error: string | Error, line: string): void {
    this.note(`failed: ${line}`)
  }

  logQuerySlow(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}

  log(_level: 'log' | 'info' | 'warn', message: unknown): void {
    this.print(String(message))
  }

  private note(line: string): void {
    noteRequest(line)
    this.print(line)
  }

  private print(line: string): void {
    if (this.prints) console.log(`  ${line}`)
  }
}
