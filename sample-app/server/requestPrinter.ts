import type { Logger } from 'typeorm'

/** Prints each request to DynamoDB while `on`, and nothing else. */
export class RequestPrinter implements Logger {
  on = false

  logQuery(text: string): void {
    if (this.on) console.log(`  ${text}`)
  }

  logQueryError(_error: string | Error, text: string): void {
    if (this.on) console.log(`  failed: ${text}`)
  }

  logQuerySlow(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}

  log(_level: 'log' | 'info' | 'warn', message: unknown): void {
    if (this.on) console.log(`  ${String(message)}`)
  }
}
