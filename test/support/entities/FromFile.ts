import { Entity, PrimaryColumn } from 'typeorm'

@Entity({ name: 'from_file' })
export class FromFile {
  @PrimaryColumn() id: string
}
