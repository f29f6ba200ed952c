import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { Column, DataSource, Entity, IsNull, ManyToOne, OneToMany, PrimaryColumn } from 'typeorm'
import { layoutMarkdown } from '../../src/cli/layoutMarkdown.js'
import { layoutMermaid } from '../../src/cli/layoutMermaid.js'
import { defineTable, DynamoDataSource, GlobalSecondaryIndex, LocalSecondaryIndex, SingleTable, TimeToLive } from '../../src/index.js'
import type { ModelLayout } from '../../src/planner/modelLayout.js'
import { layoutOf } from '../../src/typeorm/layoutOf.js'

const Shared = defineTable({
  name: 'Shared', partitionKey: 'pk', sortKey: 'sk',
  indexes: {
    all: { partitionKey: '_type', sortKey: 'at' },
    inverted: { partitionKey: 'sk', sortKey: 'pk' },
    some: { partitionKey: 'somepk', sortKey: 'somesk', projection: ['name'] },
  },
})

@Entity()
@SingleTable(Shared, {
  type: 'U|',
  key: { partitionKey: 'USER#{id}', sortKey: 'USER' },
  indexes: { all: { sortKey: '{name}' }, some: { partitionKey: 'ACTIVE', sortKey: '{name}#{nick}', when: { deletedAt: IsNull(), name: 'x' } } },
})
class Owner {
  @PrimaryColumn() id: string
  @Column() name: string
  @Column({ type: 'varchar', nullable: true }) nick: string | null
  @Column({ type: 'datetime', nullable: true }) deletedAt: Date | null
  @OneToMany(() => Pet, (pet) => pet.owner) pets: Pet[]
}

@Entity()
@SingleTable(Shared, { type: 'N', key: { partitionKey: 'USER#{userId}', sortKey: 'NOTE#{year}#{id}' }, indexes: { all: { sortKey: '{id}' } } })
class Note {
  @PrimaryColumn() userId: string
  @PrimaryColumn() year: number
  @PrimaryColumn() id: string
}

@Entity({ name: 'pet' })
@GlobalSecondaryIndex({ name: 'byPlace', partitionKey: ['country', 'city'], sortKey: ['kind', 'name'], projection: 'KEYS_ONLY' })
@GlobalSecondaryIndex({ name: 'byKind', partitionKey: ['kind', 'name'], keys: 'native' })
@LocalSecondaryIndex({ name: 'byName', sortKey: 'name' })
class Pet {
  @PrimaryColumn() shop: string
  @PrimaryColumn() number: number
  @Column() kind: string
  @Column() name: string
  @Column({ type: 'varchar', nullable: true }) country: string | null
  @Column() city: string
  @TimeToLive() @Column({ type: 'datetime', nullable: true }) until: Date | null
  @ManyToOne(() => Owner, (owner) => owner.pets) owner: Owner | null
}

let layout: ModelLayout
beforeAll(async () => {
  const dataSource = await new DynamoDataSource({ entities: [Owner, Note, Pet] }).initialize()
  layout = layoutOf(dataSource)
  await dataSource.destroy()
})

test('Markdown has tables, items and questions', () => {
  expect(layoutMarkdown(layout)).toBe(`### Shared

| keys | partition key | sort key | holds, if not all |
| --- | --- | --- | --- |
| table | \`pk\` S | \`sk\` S |  |
| \`all\` | \`_type\` S | \`at\` S |  |
| \`inverted\` | \`sk\` S | \`pk\` S |  |
| \`some\` | \`somepk\` S | \`somesk\` S | \`name\` |

| entity | \`_type\` | \`pk\` | \`sk\` | \`at\` | \`somepk\` | \`somesk\` |
| --- | --- | --- | --- | --- | --- | --- |
| Owner | \`U\\|\` | \`USER#{id}\` | \`USER\` | \`{name}\` | \`ACTIVE\` when deletedAt: IsNull(), name: "x" | \`{name}#{nick}\` when deletedAt: IsNull(), name: "x", with nick |
| Note | \`N\` | \`USER#{userId}\` | \`NOTE#{year}#{id}\` | \`{id}\` |  |  |

| of | \`where\` gives | sent | narrowed and ordered by | holds, if not all |
| --- | --- | --- | --- | --- |
| Owner | \`id\` | GetItem |  |  |
| Owner | nothing | Query of \`all\` | \`name\` |  |
| Owner | nothing | Query of \`inverted\` | \`id\` |  |
| Owner | nothing | Query of \`some\` | \`name\`, \`nick\` | when deletedAt: IsNull(), name: "x", with nick |
| Note | \`userId\`, \`year\`, \`id\` | GetItem |  |  |
| Note | \`userId\` | Query | \`year\`, \`id\` |  |
| Note | nothing | Query of \`all\` | \`id\` |  |
| Note | \`year\`, \`id\` | Query of \`inverted\` | \`userId\` |  |

### pet

| keys | partition key | sort key | holds, if not all |
| --- | --- | --- | --- |
| table | \`shop\` S | \`number\` N |  |
| \`byName\` (local) | \`shop\` S | \`name\` S |  |
| \`byKind\` | \`kind\` S, \`name\` S |  |  |
| \`byPlace\` | \`country#city\` S | \`kind#name\` S | KEYS_ONLY |
| \`ownerIndex\` | \`ownerId\` S |  |  |

Time to live: \`until\`.

| entity | \`shop\` | \`number\` | \`name\` | \`kind\` | \`country#city\` | \`kind#name\` | \`ownerId\` |
| --- | --- | --- | --- | --- | --- | --- | --- |
| Pet | \`{shop}\` | \`{number}\` | \`{name}\` | \`{kind}\` | \`{country}#{city}\` with country | \`{kind}#{name}\` | \`{owner.id}\` with owner.id |

| of | \`where\` gives | sent | narrowed and ordered by | holds, if not all |
| --- | --- | --- | --- | --- |
| Pet | \`shop\`, \`number\` | GetItem |  |  |
| Pet | \`shop\` | Query | \`number\` |  |
| Pet | \`shop\` | Query of \`byName\` | \`name\` |  |
| Pet | \`kind\`, \`name\` | Query of \`byKind\` |  |  |
| Pet | \`country\`, \`city\` | Query of \`byPlace\` | \`kind\`, \`name\` | with country |
| Pet | \`owner.id\` | Query of \`ownerIndex\` |  | with owner.id |
`)
})

test('a data source of another type has no layout', () => {
  expect(() => layoutOf(new DataSource({ type: 'sqljs' }))).toThrow('The data source has another type than `dynamodb`. Export a DynamoDataSource.')
})

test('Mermaid has tables, entities and relations', () => {
  expect(layoutMermaid(layout)).toBe(`erDiagram
  "table Shared" {
    S pk PK "inverted"
    S sk PK "inverted"
    S _type "all"
    S at "all"
    S somepk "some"
    S somesk "some"
  }
  "table pet" {
    S shop PK "byName"
    N number PK
    S name "byName, byKind"
    S kind "byKind"
    S country_city "byPlace"
    S kind_name "byPlace"
    S ownerId "ownerIndex"
  }
  Owner {
    string id PK
    string name
    string nick
    datetime deletedAt
  }
  Note {
    string userId PK
    number year PK
    string id PK
  }
  Pet {
    string shop PK
    number number PK
    string kind
    string name
    string country
    string city
    epoch-seconds until
    string owner_id
  }
  "table Shared" ||--o{ Owner : "USER#{id} / USER"
  "table Shared" ||--o{ Note : "USER#{userId} / NOTE#{year}#{id}"
  "table pet" ||--o{ Pet : "{shop} / {number}"
  Pet }o--o| Owner : owner
`)
})

describe('the command', () => {
  const root = join(__dirname, '../..')
  const run = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(process.execPath, ['-r', join(root, 'test/support/runTypeScript.cjs'), join(root, 'src/cli/main.ts'), 'model', ...args], { cwd: root, encoding: 'utf8', env: { ...process.env, DYNAMO_ENDPOINT: 'http://127.0.0.1:9' } })

  test.each([
    [['-d', 'test/support/cliDataSource.ts'], '### cli_thing\n'],
    [['--dataSource', join(root, 'test/support/cliDataSource.ts'), '--format', 'mermaid'], 'erDiagram\n'],
    [['-d', 'test/support/cliDataSource.ts', '--format', 'json'], '{\n  "tables": [\n'],
  ])('%j prints, and asks no server', (args, begins) => {
    const { status, stdout } = run(...args)
    expect({ status, stdout: stdout.slice(0, begins.length) }).toEqual({ status: 0, stdout: begins })
  })

  test.each([
    [[], 2, '--dataSource is missing'],
    [['-d', 'x.ts', '--format', 'pdf'], 2, '--format takes markdown, mermaid or json.'],
    [['-d', 'nowhere.ts'], 1, 'Unable to open file'],
  ])('%j is refused', (args, code, message) => {
    const { status, stdout, stderr } = run(...args)
    expect({ status, stdout }).toEqual({ status: code, stdout: '' })
    expect(stderr).toContain(message)
  })
})
