import 'reflect-metadata'
import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm'

/** TypeORM alone: an entity is declared. */
class Order {}
PrimaryColumn({ type: 'string' })(Order.prototype, 'orderId')
Column({ type: 'string' })(Order.prototype, 'status')
Entity({ name: 'orders' })(Order)
if (typeof DataSource !== 'function') throw new Error('TypeORM is not there.')
