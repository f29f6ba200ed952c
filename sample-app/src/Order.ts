import { Column, Entity, PrimaryColumn } from 'typeorm'
import { PartitionKey, SortKey } from 'typeorm-dynamodb'

@Entity({ name: 'sample_order' })
export class Order {
  @PartitionKey()
  @PrimaryColumn({ type: 'varchar' })
  userId: string

  /** When it was placed, then something that differs. */
  @SortKey()
  @PrimaryColumn({ type: 'varchar' })
  orderId: string

  @Column({ type: 'varchar' })
  product: string

  @Column({ type: 'double' })
  total: number
}
