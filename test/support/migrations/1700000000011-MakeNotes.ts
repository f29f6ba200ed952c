import { Table, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm'

const notes = `${process.env.TABLE_PREFIX ?? ''}cli_note`

export class MakeNotes1700000000011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const table = new Table({ name: notes, columns: [{ name: 'id', type: 'text', isPrimary: true }, { name: 'author', type: 'text' }] })
    await runner.createTable(table)
    await runner.createIndex(table, new TableIndex({ name: 'byAuthor', columnNames: ['author'] }))
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable(notes)
  }
}
