import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn, VersionColumn, type Relation } from 'typeorm'
import { SingleTable, Validate } from 'typeorm-dynamodb'
import { accountTypes, BankAccountSchema, type BankAccountFields } from '../../shared/schemas.js'
import { Person } from './Person.js'
import { PersonsTable } from './PersonsTable.js'

@Entity()
@Validate(BankAccountSchema.stored)
@SingleTable(PersonsTable, { type: 'BANK_ACCOUNT', key: { partitionKey: 'PERSON#{personId}', sortKey: 'BANK#{id}' } })
export class BankAccount implements BankAccountFields {
  @PrimaryColumn({ type: 'varchar' }) personId: string
  @PrimaryGeneratedColumn('uuid') id: string
  @Column({ type: 'varchar' }) bankName: string
  @Column({ type: 'varchar', enum: accountTypes }) accountType: BankAccountFields['accountType']
  @Column({ type: 'varchar' }) iban: string
  @Column({ type: 'varchar' }) currency: string
  @Column({ type: 'boolean' }) isPrimary: boolean
  @VersionColumn() version: number

  @ManyToOne(() => Person, (person) => person.bankAccounts, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'personId' })
  person: Relation<Person>
}
