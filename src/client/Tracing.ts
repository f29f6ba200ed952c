import { DynamoOrmError } from '../errors/DynamoOrmError.js'
import type { OpenTelemetry, Span, SpanAttributes } from './openTelemetry.js'

const inOperation = Symbol.for('typeorm-dynamodb.operation')

export interface SpanSketch<T> {
  readonly name: string
  readonly attributes: SpanAttributes
  /** What the result adds; asked for only where the span is recorded. */
  readonly answered?: ((result: T) => SpanAttributes) | undefined
  /** What a failure adds; asked for only where the span is recorded. */
  readonly failed: (error: unknown) => SpanAttributes
}

/** Makes spans: one for each operation of the application, and within it one for each request. */
export class Tracing {
  private readonly tracer: ReturnType<OpenTelemetry['trace']['getTracer']>

  constructor(private readonly api: OpenTelemetry) {
    this.tracer = api.trace.getTracer('typeorm-dynamodb')
  }

  /** A span around an operation, unless it is a part of another one, which has its span. */
  operation<T>(sketch: () => SpanSketch<T>, work: () => Promise<T>): Promise<T> {
    if (this.api.context.active().getValue(inOperation) === true) return work()
    return this.inSpan(this.api.SpanKind.INTERNAL, sketch(), work)
  }

  /** A span around a request. */
  request<T>(sketch: SpanSketch<T>, work: (span: Span) => Promise<T>): Promise<T> {
    return this.inSpan(this.api.SpanKind.CLIENT, sketch, work)
  }

  private inSpan<T>(kind: number, sketch: SpanSketch<T>, work: (span: Span) => Promise<T>): Promise<T> {
    const outer = this.api.context.active()
    const span = this.tracer.startSpan(sketch.name, { kind, attributes: sketch.attributes }, outer)
    const inner = this.api.trace.setSpan(outer, span).setValue(inOperation, true)
    return this.api.context.with(inner, () => this.ended(span, sketch, work))
  }

  private async ended<T>(span: Span, { answered, failed }: SpanSketch<T>, work: (span: Span) => Promise<T>): Promise<T> {
    try {
      const result = await work(span)
      if (answered !== undefined && span.isRecording()) span.setAttributes(answered(result))
      return result
    } catch (error) {
      if (span.isRecording()) {
        span.setAttributes(failed(error))
        // Only the messages of this package are known to hold no values.
        span.setStatus({ code: this.api.SpanStatusCode.ERROR, ...(error instanceof DynamoOrmError ? { message: error.message } : {}) })
      }
      throw error
    } finally {
      span.end()
    }
  }
}
