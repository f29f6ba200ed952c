/** The packages of the modules that this process has loaded so far. */
export function loadedPackages(): readonly string[] {
  const names = Object.keys(require.cache).map((path) => /.*[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(path)?.[1]?.replace('\\', '/'))
  return [...new Set(names)].filter((name) => name !== undefined).sort()
}

// On its own it tells what loading the packages of its arguments loads.
if (require.main === module) {
  for (const name of process.argv.slice(2)) require(name)
  process.stdout.write(JSON.stringify([loadedPackages()]))
}
