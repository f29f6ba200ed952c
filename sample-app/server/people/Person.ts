import { Column, CreateDateColumn, Entity, OneToMany, PrimaryGeneratedColumn, UpdateDateColumn, VersionColumn } from 'typeorm'
import { Computed, SingleTable, Validate } from 'typeorm-dynamodb'
import { genders, PersonSchema, type PersonFields } from '../../shared/schemas.js'
import { sortName } from '../../shared/sortName.js'
import { Address } from './Address.js'
import { BankAccount } from './BankAccount.js'
import { ContactInfo } from './ContactInfo.js'
import { Employment } from './Employment.js'
import { PersonsTable } from './PersonsTable.js'

const { shape } = PersonSchema.stored

/** Its properties are judged one by one, so that parts can be counted without the whole at hand. */
@Entity()
@SingleTable(PersonsTable, {
  type: 'PERSON',
  key: { partitionKey: 'PERSON#{id}', sortKey: 'PROFILE' },
  indexes: { GSI1: { partitionKey: 'PERSONS', sortKey: '{sortName}#{id}' } },
})
export class Person implements PersonFields {
  @PrimaryGeneratedColumn('uuid') id: string
  @Validate(shape.firstName) @Column({ type: 'varchar' }) firstName: string
  @Validate(shape.lastName) @Column({ type: 'varchar' }) lastName: string
  @Validate(shape.dateOfBirth) @Column({ type: 'varchar' }) dateOfBirth: string
  @Validate(shape.gender) @Column({ type: 'varchar', enum: genders }) gender: PersonFields['gender']
  @Computed({ from: ['firstName', 'lastName'] }, sortName) @Column({ type: 'varchar' }) sortName: string
  /** How many addresses, accounts, contacts and employments there are. */
  @Column({ type: 'int', default: 0 }) parts: number
  @VersionColumn() version: number
  @CreateDateColumn() createdAt: Date
  @UpdateDateColumn() updatedAt: Date

  @OneToMany(() => Address, ({ person }) => person, { cascade: true }) addresses: Address[]
  @OneToMany(() => BankAccount, ({ person }) => person, { cascade: true }) bankAccounts: BankAccount[]
  @OneToMany(() => ContactInfo, ({ person }) => person, { cascade: true }) contacts: ContactInfo[]
  @OneToMany(() => Employment, ({ person }) => person, { cascade: true }) employments: Employment[]
}
