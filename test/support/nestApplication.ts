import 'reflect-metadata'
import { Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { getRepositoryToken, TypeOrmModule } from '@nestjs/typeorm'
import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm'
import { dynamodb, PagingAndSortingRepository } from '../../src/index.js'

@Entity({ name: 'nest_cat' })
class Cat {
  @PrimaryColumn() id: string
  @Column() name: string
}

@Module({ imports: [TypeOrmModule.forRoot(dynamodb({ entities: [Cat], entityPrefix: process.env.TABLE_PREFIX ?? '', synchronize: true }) as object), TypeOrmModule.forFeature([Cat])] })
class ApplicationModule {}

/** A real Nest application: what it finds by an injected repository, and what its health check's query says, as JSON. */
async function run(): Promise<void> {
  const application = await NestFactory.createApplicationContext(ApplicationModule, { logger: false })
  const cats = application.get<PagingAndSortingRepository<Cat>>(getRepositoryToken(Cat))
  await cats.put(Object.assign(new Cat(), { id: '1', name: 'Tom' }))
  const found = await cats.findOneByOrFail({ id: '1' })
  const ping: unknown = await application.get(DataSource).query('SELECT 1')
  await application.close()
  process.stdout.write(JSON.stringify({ repository: cats instanceof PagingAndSortingRepository, entity: found instanceof Cat, name: found.name, ping }))
}

run().catch((error: unknown) => {
  process.stderr.write(String((error as Error).stack))
  process.exitCode = 1
})
