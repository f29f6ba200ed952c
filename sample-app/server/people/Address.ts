import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn, VersionColumn, type Relation } from 'typeorm'
import { SingleTable, Validate } from 'typeorm-dynamodb'
import { addressTypes, AddressSchema, type AddressFields } from '../../shared/schemas.js'
import { Person } from './Person.js'
import { PersonsTable } from './PersonsTable.js'

@Entity()
@Validate(AddressSchema.stored)
@SingleTable(PersonsTable, { type: 'ADDRESS', key: { partitionKey: 'PERSON#{personId}', sortKey: 'ADDRESS#{id}' } })
export class Address implements AddressFields {
  @PrimaryColumn({ type: 'varchar' }) personId: string
  @PrimaryGeneratedColumn('uuid') id: string
  @Column({ type: 'varchar', enum: addressTypes }) type: AddressFields['type']
  @Column({ type: 'varchar' }) street: string
  @Column({ type: 'varchar' }) city: string
  @Column({ type: 'varchar' }) postalCode: string
  @Column({ type: 'varchar' }) country: string
  @Column({ type: 'boolean' }) isPrimary: boolean
  @VersionColumn() version: number

  @ManyToOne(() => Person, (person) => person.addresses, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'personId' })
  person: Relation<Person>
}
