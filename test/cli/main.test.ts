import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'

const root = join(__dirname, '..', '..')

function run(...args: string[]): { child: ChildProcess; ended: Promise<{ code: number | null; stdout: string; stderr: string }>; printed: (text: string) => Promise<string> } {
  const child = spawn(process.execPath, ['-r', join(root, 'test/support/runTypeScript.cjs'), join(root, 'src/cli/main.ts'), ...args], { cwd: root })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => { stdout += chunk.toString() })
  child.stderr.on('data', (chunk: Buffer) => { stderr += chunk.toString() })
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }))
  const printed = async (text: string): Promise<string> => {
    while (!stdout.includes(text)) {
      const end = await Promise.race([once(child.stdout, 'data').then(() => undefined), ended])
      if (end !== undefined && !stdout.includes(text)) throw new Error(`ended with ${end.code}: ${end.stderr}`)
    }
    return stdout
  }
  return { child, ended, printed }
}

describe('typeorm-dynamodb local', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('prints the endpoint, serves, and ends cleanly on %s', async (signal) => {
    const command = run('local', '--port', '0')
    const stdout = await command.printed('DYNAMO_ENDPOINT=')
    const [, endpoint] = /^DynamoDB listens on (http:\/\/127\.0\.0\.1:\d+)\nDYNAMO_ENDPOINT=\1\n$/.exec(stdout) ?? []
    expect((await fetch(endpoint!)).status).toBe(400)
    command.child.kill(signal)
    expect(await command.ended).toMatchObject({ code: 0, stderr: '' })
    await expect(fetch(endpoint!)).rejects.toThrow('fetch failed')
  })

  test('a port in use ends with one line and exit code 1', async () => {
    const server = createServer().listen(0)
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const { code, stderr } = await run('local', '--port', String(port)).ended
    server.close()
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'The port of the local engine is in use. Choose another port, or 0 for a free one.\n' })
  })
})

describe('a command line that is wrong prints the usage and ends with exit code 2', () => {
  test.each([
    [[], 'A command is missing.'],
    [['toString'], 'This command is unknown.'],
    [['local', '--port', 'x'], '--port takes a number from 0 to 65535.'],
    [['local', '--prot', '1'], "Unknown option '--prot'"],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await run(...args).ended
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
    expect(stderr).toContain('Usage: typeorm-dynamodb <command> [options]')
  })
})

test('help is printed on request', async () => {
  const { code, stdout } = await run('--help').ended
  expect(code).toBe(0)
  expect(stdout).toContain('--data PATH')
})
