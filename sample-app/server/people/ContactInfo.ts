import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn, VersionColumn, type Relation } from 'typeorm'
import { SingleTable, Validate } from 'typeorm-dynamodb'
import { contactTypes, ContactInfoSchema, type ContactInfoFields } from '../../shared/schemas.js'
import { Person } from './Person.js'
import { PersonsTable } from './PersonsTable.js'

@Entity()
@Validate(ContactInfoSchema.stored)
@SingleTable(PersonsTable, { type: 'CONTACT_INFO', key: { partitionKey: 'PERSON#{personId}', sortKey: 'CONTACT#{id}' } })
export class ContactInfo implements ContactInfoFields {
  @PrimaryColumn({ type: 'varchar' }) personId: string
  @PrimaryGeneratedColumn('uuid') id: string
  @Column({ type: 'varchar', enum: contactTypes }) type: ContactInfoFields['type']
  @Column({ type: 'varchar' }) value: string
  @Column({ type: 'boolean' }) isPrimary: boolean
  @Column({ type: 'boolean' }) isVerified: boolean
  @VersionColumn() version: number

  @ManyToOne(() => Person, (person) => person.contacts, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'personId' })
  person: Relation<Person>
}
