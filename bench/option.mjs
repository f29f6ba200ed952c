/** What follows `--name` on the command line; an empty text where nothing does, and what is usual where it isn't there. */
export function option(name, usual) {
  const at = process.argv.indexOf(`--${name}`)
  if (at < 0) return usual
  const next = process.argv[at + 1]
  return next === undefined || next.startsWith('--') ? '' : next
}
