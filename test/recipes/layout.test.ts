/** What the layout says that a key answers is what the planner does, and the documentation has it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { layoutMarkdown } from '../../src/cli/layoutMarkdown.js'
import { layoutMermaid } from '../../src/cli/layoutMermaid.js'
import type { QuestionLayout } from '../../src/planner/modelLayout.js'
import { layoutOf } from '../../src/typeorm/layoutOf.js'
import { dataSource as blogSource } from '../support/blogDataSource.js'
import { dataSource as schoolSource } from '../support/schoolDataSource.js'

test.each([['blog', blogSource], ['school', schoolSource]])('each question of the layout of the %s is answered so', async (_, dataSource) => {
  await dataSource.initialize()
  const { tables: [table] } = layoutOf(dataSource)
  const answers = await Promise.all(table!.entities.flatMap(({ entity, questions }) => questions.map(async (question): Promise<[string, QuestionLayout, unknown]> => {
    const values = Object.fromEntries(question.where.map((name) => [name, 'STUDENT']))
    const order = question.then.length === 0 ? {} : { order: Object.fromEntries(question.then.map((name) => [name, 'DESC' as const])) }
    const { steps, orderedBy } = await dataSource.getRepository(entity).explain({ where: values, ...order, ...(question.when === undefined ? {} : { index: question.of }) })
    return [entity, question, orderedBy !== 'the driver' && steps.map(({ operation, index }) => [operation, index ?? 'table'])]
  })))
  expect(answers.filter(([, { request, of }, steps]) => JSON.stringify(steps) !== JSON.stringify([[request, of]]))).toEqual([])
  expect(answers.length).toBeGreaterThan(10)
  await dataSource.destroy()
})

test('docs/single-table.md has both layouts, and the diagram of one', async () => {
  const text = readFileSync(join(__dirname, '../../docs/single-table.md'), 'utf8')
  const layouts = await Promise.all([blogSource, schoolSource].map(async (dataSource) => {
    await dataSource.initialize()
    const layout = layoutOf(dataSource)
    await dataSource.destroy()
    return layout
  }))
  for (const layout of layouts) expect(text).toContain(layoutMarkdown(layout))
  expect(text).toContain(layoutMermaid(layouts[1]!))
})
