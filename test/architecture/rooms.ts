import { dirname, posix } from 'node:path'
import type { Source } from './sources.js'
import { withoutTexts } from './scan.js'

export interface Room {
  readonly floor: number
  /** Rooms of the same floor that it may import all the same. */
  readonly sideways?: readonly string[]
  /** Packages whose values it may import; types of `sdk` packages may be imported everywhere. */
  readonly packages?: readonly RegExp[]
}

const sdk = /^@aws-sdk\//
const typeorm = /^(typeorm|reflect-metadata|typeorm-transactional)(\/|$)/
const node = /^node:/
const openTelemetry = /^@opentelemetry\/api$/

/** The house. A room that is not in the table fails. */
export const rooms: Readonly<Record<string, Room>> = {
  vocabulary: { floor: 0 },
  errors: { floor: 0, sideways: ['vocabulary'], packages: [/^typeorm$/] },
  metadata: { floor: 1 },
  decorators: { floor: 1, sideways: ['metadata'], packages: [typeorm] },
  paging: { floor: 1 },
  expressions: { floor: 2 },
  codec: { floor: 2 },
  planner: { floor: 3 },
  operations: { floor: 4 },
  client: { floor: 5, packages: [sdk, node, openTelemetry] },
  transactions: { floor: 6, packages: [node] },
  schema: { floor: 6, packages: [node] },
  streams: { floor: 6, packages: [sdk, node] },
  typeorm: { floor: 7, packages: [typeorm, node] },
  express: { floor: 8, packages: [/^express$/, node] },
  cli: { floor: 8, sideways: ['local', 'schema', 'streams'], packages: [node] },
  local: { floor: 8, packages: [sdk, node] },
}

const PURE_FLOORS = 4
const BARREL = 'index.ts'

/** Files that are longer than their room allows, each with the reason why they are not divided. */
export const longFiles: Readonly<Record<string, string>> = {}

/** Every way in which a file breaks the rules of its room; none for a file in order. */
export function faultsOf(source: Source): readonly string[] {
  if (source.path === BARREL) return []
  const room = rooms[source.room]
  if (room === undefined) return [`${source.path}: the room ${source.room || 'src'} is not in the table`]
  return [
    ...source.imports.flatMap((found) => found.from.startsWith('.') ? localFaults(source, room, found.from) : packageFaults(source, room, found)),
    ...purityFaults(source, room),
    ...lengthFaults(source),
    ...barrelFaults(source),
    ...(/\benum\s+\w+\s*\{/.test(withoutTexts(source.code)) ? [`${source.path}: declares an enum, which a union or an \`as const\` table replaces`] : []),
  ]
}

function localFaults(source: Source, room: Room, from: string): readonly string[] {
  const target = posix.join(dirname(source.path), from)
  const name = target.includes('/') ? target.slice(0, target.indexOf('/')) : ''
  if (!from.endsWith('.js')) return [`${source.path}: ${from} does not end in .js`]
  if (name === '') return [`${source.path}: imports ${from}, and only users import the barrel`]
  if (name === source.room) return []
  const other = rooms[name]
  if (other === undefined) return [`${source.path}: imports ${from} from a room that is not in the table`]
  if (other.floor < room.floor || room.sideways?.includes(name)) return []
  return [`${source.path}: ${source.room} (floor ${room.floor}) imports ${name} (floor ${other.floor})`]
}

function packageFaults(source: Source, room: Room, { from, typeOnly }: { from: string; typeOnly: boolean }): readonly string[] {
  if (room.packages?.some((allowed) => allowed.test(from))) return []
  if (typeOnly && sdk.test(from)) return []
  return [`${source.path}: ${source.room} imports ${typeOnly ? 'types' : 'values'} of ${from}`]
}

const impure = [
  [/\basync\b|\bawait\b|\bPromise\b/, 'waits (async, await or Promise)'],
  [/\bDate\.now\b|\bnew Date\(\)|\bperformance\b|\bset(?:Timeout|Interval|Immediate)\b/, 'reads the clock'],
  [/\bMath\.random\b|\brandomUUID\b|\brandomBytes\b/, 'draws random numbers'],
  [/\bprocess\./, 'reads the process'],
] as const

function purityFaults(source: Source, room: Room): readonly string[] {
  if (room.floor > PURE_FLOORS) return []
  const code = withoutTexts(source.code)
  return impure.filter(([pattern]) => pattern.test(code)).map(([, what]) => `${source.path}: floor ${room.floor} ${what}`)
}

function lengthFaults(source: Source): readonly string[] {
  const most = source.room === 'typeorm' ? 400 : 250
  if (source.lines <= most || source.path in longFiles) return []
  return [`${source.path}: ${source.lines} lines, and ${most} is the end`]
}

function barrelFaults(source: Source): readonly string[] {
  const name = posix.basename(source.path, '.ts')
  return name === 'index' || /^\s*export\s*\*/m.test(source.code) ? [`${source.path}: src/index.ts is the only barrel`] : []
}
