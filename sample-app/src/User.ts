import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm'
import { GlobalSecondaryIndex } from 'typeorm-dynamodb'

@Entity({ name: 'sample_user' })
@GlobalSecondaryIndex({ name: 'ageIndex', partitionKey: 'age', sortKey: ['lastname', 'firstname'] })
export class User {
  @PrimaryColumn({ type: 'varchar' })
  id: string

  @Column({ type: 'varchar' })
  firstname: string

  @Column({ type: 'varchar' })
  lastname: string

  @Column({ type: 'varchar' })
  age: string

  @Column({ type: 'int', default: 0 })
  visits: number

  @CreateDateColumn()
  createdAt: Date
}
