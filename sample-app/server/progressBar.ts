const width = 30

/** Where progress is shown; `process.stdout` is one. */
export interface Terminal {
  readonly isTTY?: boolean
  write(text: string): unknown
}

/** A bar that is drawn over itself, and ends its line when all is done. Where nobody looks on (a file, a pipe) it is silent. */
export const progressBar = (terminal: Terminal = process.stdout) => (done: number, total: number): void => {
  if (terminal.isTTY !== true) return
  const filled = Math.round((done / total) * width)
  terminal.write(`\r  [${'#'.repeat(filled)}${' '.repeat(width - filled)}] ${Math.round((done / total) * 100)} %${done === total ? '\n' : ''}`)
}
