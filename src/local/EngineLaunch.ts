/** Where the engine's data and port are: what every kind of engine is started with. */
export interface EngineSettings {
  readonly port: number
  /** A folder; without it the data is kept in memory and ends with the engine. */
  readonly dataPath?: string | undefined
}

/** A process that serves DynamoDB's wire protocol. */
export interface EngineLaunch {
  readonly kind: 'process'
  readonly command: string
  readonly cwd?: string
  readonly args: (settings: EngineSettings) => readonly string[]
}

/** An engine that somebody else runs. */
export interface EngineElsewhere {
  readonly kind: 'elsewhere'
  readonly endpoint: string
}
