import { Column, DeleteDateColumn, Entity, JoinColumn, ManyToOne, OneToMany, OneToOne, PrimaryColumn, PrimaryGeneratedColumn, VersionColumn } from 'typeorm'
import { defineTable, SingleTable } from '../../../src/index.js'

export const PersonTable = defineTable({
  name: 'Persons', partitionKey: 'pk', sortKey: 'sk',
  indexes: { GSI1: { partitionKey: 'gsi1pk', sortKey: 'gsi1sk' }, GSI2: { partitionKey: 'gsi2pk', sortKey: 'gsi2sk', projection: 'KEYS_ONLY' } },
})

@Entity()
@SingleTable(PersonTable, {
  type: 'PERSON',
  key: { partitionKey: 'PERSON#{id}', sortKey: 'PROFILE' },
  indexes: { GSI1: { partitionKey: 'PERSONS', sortKey: '{lastName}#{id}' }, GSI2: { partitionKey: 'CITY#{city}', sortKey: 'PERSON#{id}' } },
})
export class Person {
  @PrimaryGeneratedColumn('uuid') id: string
  @Column() lastName: string
  @Column({ default: 'Oslo' }) city: string
  @OneToMany(() => Address, (address) => address.person, { cascade: true }) addresses: Address[]
  @OneToMany(() => BankAccount, (account) => account.person, { cascade: true }) bankAccounts: BankAccount[]
  @OneToMany(() => ContactInfo, (contact) => contact.person, { cascade: true }) contacts: ContactInfo[]
  @OneToOne(() => Passport, (passport) => passport.person) passport: Passport | null
  @OneToMany(() => Pet, (pet) => pet.owner) pets: Pet[]
}

@Entity()
@SingleTable(PersonTable, {
  type: 'ADDRESS',
  key: { partitionKey: 'PERSON#{personId}', sortKey: 'ADDRESS#{id}#' },
  indexes: { GSI2: { partitionKey: 'CITY#{city}', sortKey: 'ADDRESS#{id}' } },
})
export class Address {
  @PrimaryColumn() personId: string
  @PrimaryGeneratedColumn('uuid') id: string
  @Column() city: string
  @Column({ default: '' }) street: string
  @ManyToOne(() => Person, (person) => person.addresses, { onDelete: 'CASCADE' }) @JoinColumn({ name: 'personId' }) person: Person
  @OneToMany(() => Visit, (visit) => visit.address) visits: Visit[]
}

@Entity()
@SingleTable(PersonTable, { type: 'BANK', key: { partitionKey: 'PERSON#{personId}', sortKey: 'BANK#{id}' } })
export class BankAccount {
  @PrimaryColumn() personId: string
  @PrimaryColumn() id: string
  @Column({ default: 0 }) balance: number
  @VersionColumn() version: number
  @ManyToOne(() => Person, (person) => person.bankAccounts, { onDelete: 'CASCADE' }) @JoinColumn({ name: 'personId' }) person: Person
}

@Entity()
@SingleTable(PersonTable, { type: 'CONTACT', key: { partitionKey: 'PERSON#{personId}', sortKey: 'CONTACT#{id}' } })
export class ContactInfo {
  @PrimaryColumn() personId: string
  @PrimaryColumn() id: string
  @Column() value: string
  @DeleteDateColumn() deletedAt: Date | null
  @ManyToOne(() => Person, (person) => person.contacts, { onDelete: 'CASCADE' }) @JoinColumn({ name: 'personId' }) person: Person
}

@Entity()
@SingleTable(PersonTable, { type: 'PASSPORT', key: { partitionKey: 'PERSON#{personId}', sortKey: 'PASSPORT' } })
export class Passport {
  @PrimaryColumn() personId: string
  @Column() number: string
  @OneToOne(() => Person, (person) => person.passport, { onDelete: 'CASCADE' }) @JoinColumn({ name: 'personId' }) person: Person
}

/** In a partition of its own, found through an index. */
@Entity()
@SingleTable(PersonTable, { type: 'PET', key: { partitionKey: 'PET#{id}', sortKey: 'PET' }, indexes: { GSI1: { partitionKey: 'OWNER#{ownerId}', sortKey: 'PET#{id}' } } })
export class Pet {
  @PrimaryColumn() id: string
  @Column() ownerId: string
  @ManyToOne(() => Person, (person) => person.pets) @JoinColumn({ name: 'ownerId' }) owner: Person
}

/** Below an address, in the partition of the person. */
@Entity()
@SingleTable(PersonTable, { type: 'VISIT', key: { partitionKey: 'PERSON#{personId}', sortKey: 'ADDRESS#{addressId}#VISIT#{day}' } })
export class Visit {
  @PrimaryColumn() personId: string
  @PrimaryColumn() addressId: string
  @PrimaryColumn() day: string
  @ManyToOne(() => Address, (address) => address.visits, { onDelete: 'CASCADE' })
  @JoinColumn([{ name: 'personId', referencedColumnName: 'personId' }, { name: 'addressId', referencedColumnName: 'id' }])
  address: Address
}

export const personEntities = [Person, Address, BankAccount, ContactInfo, Passport, Pet, Visit]
