export type SpanAttributes = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>

/** What is used of a span of OpenTelemetry. */
export interface Span {
  isRecording(): boolean
  setAttributes(attributes: SpanAttributes): unknown
  setStatus(status: { readonly code: number; readonly message?: string }): unknown
  end(): void
}

interface Context {
  getValue(key: symbol): unknown
  setValue(key: symbol, value: unknown): Context
}

/**
 * What is used of `@opentelemetry/api`. Its own types are not named, so that this package's types stand without it.
 */
export interface OpenTelemetry {
  readonly trace: {
    getTracer(name: string): { startSpan(name: string, options: { readonly kind: number; readonly attributes: SpanAttributes }, context: Context): Span }
    setSpan(context: Context, span: Span): Context
  }
  readonly context: {
    active(): Context
    with<T>(context: Context, work: () => T): T
  }
  readonly SpanKind: { readonly INTERNAL: number; readonly CLIENT: number }
  readonly SpanStatusCode: { readonly ERROR: number }
}

/** OpenTelemetry's API, where the application has installed it. */
export function loadOpenTelemetry(): OpenTelemetry | undefined {
  try {
    return require('@opentelemetry/api') as OpenTelemetry
  } catch (error) {
    if ((error as { code?: string }).code === 'MODULE_NOT_FOUND') return undefined
    throw error
  }
}
