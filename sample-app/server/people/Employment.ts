import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn, VersionColumn, type Relation } from 'typeorm'
import { SingleTable, Validate } from 'typeorm-dynamodb'
import { EmploymentSchema, type EmploymentFields } from '../../shared/schemas.js'
import { Person } from './Person.js'
import { PersonsTable } from './PersonsTable.js'

@Entity()
@Validate(EmploymentSchema.stored)
@SingleTable(PersonsTable, { type: 'EMPLOYMENT', key: { partitionKey: 'PERSON#{personId}', sortKey: 'EMPLOYMENT#{id}' } })
export class Employment implements EmploymentFields {
  @PrimaryColumn({ type: 'varchar' }) personId: string
  @PrimaryGeneratedColumn('uuid') id: string
  @Column({ type: 'varchar' }) companyName: string
  @Column({ type: 'varchar' }) position: string
  @Column({ type: 'varchar' }) startDate: string
  @Column({ type: 'varchar', nullable: true }) endDate: string | null
  @Column({ type: 'double' }) salary: number
  @Column({ type: 'varchar' }) currency: string
  @VersionColumn() version: number

  @ManyToOne(() => Person, (person) => person.employments, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'personId' })
  person: Relation<Person>
}
