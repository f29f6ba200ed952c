import 'reflect-metadata'
import { Injectable, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { HealthCheckService, TerminusModule, TypeOrmHealthIndicator } from '@nestjs/terminus'
import { getDataSourceToken, InjectDataSource, InjectEntityManager, InjectRepository, TypeOrmModule } from '@nestjs/typeorm'
import { Column, DataSource, Entity, PrimaryColumn } from 'typeorm'
import { dynamodb, DynamoDataSource, DynamoEntityManager, PagingAndSortingRepository, type DynamoDataSourceOptions } from '../../src/index.js'

const entityPrefix = process.env.TABLE_PREFIX ?? ''

@Entity({ name: 'nest_cat' })
class Cat {
  @PrimaryColumn() id: string
  @Column() name: string
}

@Entity({ name: 'nest_dog' })
class Dog {
  @PrimaryColumn() id: string
  @Column() name: string
}

@Injectable()
class Pets {
  constructor(
    @InjectRepository(Cat) readonly cats: PagingAndSortingRepository<Cat>,
    @InjectRepository(Dog, 'second') readonly dogs: PagingAndSortingRepository<Dog>,
    @InjectDataSource() readonly first: DataSource,
    @InjectDataSource('second') readonly second: DynamoDataSource,
    @InjectEntityManager() readonly manager: DynamoEntityManager,
  ) {}
}

@Injectable()
class Settings {
  readonly prefix = entityPrefix
}

@Module({ providers: [Settings], exports: [Settings] })
class SettingsModule {}

let made = 0

@Module({
  imports: [
    TypeOrmModule.forRoot({ ...dynamodb({ entityPrefix, synchronize: true }), autoLoadEntities: true } as object),
    TypeOrmModule.forRootAsync({
      name: 'second',
      imports: [SettingsModule],
      inject: [Settings],
      useFactory: (settings: Settings) => dynamodb({ entityPrefix: settings.prefix, entities: [Dog], synchronize: true }) as object,
      dataSourceFactory: (options: unknown) => {
        made++
        return Promise.resolve(new DynamoDataSource(options as DynamoDataSourceOptions) as never)
      },
    }),
    TypeOrmModule.forFeature([Cat]),
    TypeOrmModule.forFeature([Dog], 'second'),
    TerminusModule.forRoot({ logger: false }),
  ],
  providers: [Pets],
})
class ApplicationModule {}

/** A data source that cannot reach its engine. */
const unreachable = async (): Promise<DataSource> => new DataSource(dynamodb({ endpoint: 'http://127.0.0.1:1', clientConfig: { maxAttempts: 1 } })).initialize()

/** A real Nest application: what is injected, what health checks say, and what is left after it has been closed, as JSON. */
async function run(): Promise<void> {
  const application = await NestFactory.createApplicationContext(ApplicationModule, { logger: false })
  application.enableShutdownHooks()
  const { cats, dogs, first, second, manager } = application.get(Pets)
  await cats.put(Object.assign(new Cat(), { id: '1', name: 'Tom' }))
  await dogs.save(Object.assign(new Dog(), { id: '1', name: 'Rex' }))
  const found = await cats.findOneByOrFail({ id: '1' })

  const indicator = await application.resolve(TypeOrmHealthIndicator)
  const health = application.get(HealthCheckService)
  const up = await health.check([() => indicator.pingCheck('database'), () => indicator.pingCheck('second', { connection: second })])
  const lost = await unreachable()
  const down = await health.check([() => indicator.pingCheck('database', { connection: lost })]).then(() => 'ok', (error: { getResponse(): { status: string } }) => error.getResponse().status)
  await lost.destroy()

  const seen = {
    repositories: cats instanceof PagingAndSortingRepository && dogs instanceof PagingAndSortingRepository,
    manager: manager instanceof DynamoEntityManager,
    sources: application.get(getDataSourceToken('second') as string) === second && second instanceof DynamoDataSource,
    made,
    entity: found instanceof Cat,
    names: [found.name, (await dogs.findOneByOrFail({ id: '1' })).name],
    up: [up.status, up.info],
    down,
    open: [first.isInitialized, second.isInitialized],
  }
  await application.close()
  process.stdout.write(JSON.stringify({ ...seen, closed: [!first.isInitialized, !second.isInitialized] }))
}

run().catch((error: unknown) => {
  process.stderr.write(String((error as Error).stack))
  process.exitCode = 1
})
