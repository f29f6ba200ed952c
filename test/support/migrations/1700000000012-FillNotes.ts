import type { MigrationInterface, QueryRunner } from 'typeorm'
import type { ItemWrites } from '../../../src/index.js'

const notes = `${process.env.TABLE_PREFIX ?? ''}cli_note`

export class FillNotes1700000000012 implements MigrationInterface {
  async up(runner: QueryRunner & ItemWrites): Promise<void> {
    await runner.putMany(notes, [{ id: '1', author: 'Ann' }, { id: '2', author: 'Bob' }])
  }

  async down(runner: QueryRunner & ItemWrites): Promise<void> {
    await runner.deleteMany(notes, [{ id: '1' }, { id: '2' }])
  }
}
