import { Column, Entity, PrimaryColumn } from 'typeorm'
import { PartitionKey, SortKey, Table } from 'typeorm-dynamodb'

@Entity({ name: 'sample_order' })
@Table({ stream: 'NEW_AND_OLD_IMAGES' })
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
