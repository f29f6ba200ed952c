import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'

export interface SeedArguments {
  readonly count: number
  readonly seed: number
  readonly clear: boolean
  readonly help: boolean
}

/** A command line, or an environment, that asks for what cannot be: its message is all that its user needs. */
export class SeedArgumentError extends Error {}

const most = 100_000
const mostSeed = 2 ** 32 - 1

export const usage = `Usage: npm run seed -- [count] [options]

Stores people who do not exist, each with one to three addresses, bank accounts, contacts and employments,
in the table Persons of a DynamoDB on this machine.

  count      how many: 1 to 100,000, and 100 where it is not given
  --seed N   a number that makes the same people each time, ids included; who is there already is left alone
  --clear    deletes all that is in the table Persons first; users and orders have tables of their own, and stay
  --help     prints this

DYNAMO_ENDPOINT says where DynamoDB answers: http://127.0.0.1:8000 where it is not set. Only an engine on this machine
or of docker-compose.yml is spoken to, and with made-up credentials, so that --clear cannot empty a table in AWS.
`

/** @throws SeedArgumentError for whatever it does not know, in one line. */
export function readArguments(args: readonly string[]): SeedArguments {
  const { values, positionals } = parsed(args)
  if (positionals.length > 1) throw new SeedArgumentError('Give one count alone.')
  return {
    count: wholeNumber(positionals[0], { least: 1, most }, 'The count must be a whole number from 1 to 100,000.') ?? 100,
    seed: wholeNumber(values.seed, { least: 0, most: mostSeed }, `--seed takes a whole number from 0 to ${mostSeed}.`) ?? randomInt(mostSeed),
    clear: values.clear,
    help: values.help,
  }
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: { seed: { type: 'string' }, clear: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } } })
  } catch (error) {
    // Its first sentence says what is wrong; the others are about writing it otherwise.
    throw new SeedArgumentError(`${(error as Error).message.split(/\.\s/)[0]!.replace(/\.$/, '')}. \`npm run seed -- --help\` says what there is.`)
  }
}

function wholeNumber(text: string | undefined, { least, most: highest }: { readonly least: number; readonly most: number }, fault: string): number | undefined {
  if (text === undefined) return undefined
  const number = Number(text)
  if (!/^\d+$/.test(text) || number < least || number > highest) throw new SeedArgumentError(fault)
  return number
}
