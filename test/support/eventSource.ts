/** One Server-Sent Event. */
export interface ReceivedEvent {
  readonly id: string
  readonly event: string
  readonly data: unknown
}

export interface OpenedEvents {
  readonly response: Response
  /** The id with which a browser would come again. */
  readonly lastEventId: string
  /** The next events; fewer where the answer ends before. */
  next(count?: number): Promise<ReceivedEvent[]>
  /** All that comes until the answer ends. */
  rest(): Promise<ReceivedEvent[]>
  /** The comments so far. */
  readonly comments: readonly string[]
  leave(): void
}

/** Listens to Server-Sent Events as a browser does, and is connected when it ends. */
export async function openEvents(url: string, lastEventId?: string): Promise<OpenedEvents> {
  const leaving = new AbortController()
  const response = await fetch(url, { headers: { Accept: 'text/event-stream', ...(lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId }) }, signal: leaving.signal })
  const comments: string[] = []
  let last = lastEventId ?? ''
  const events = eventsOf(response.body!)
  // The first block comes at once: an id, an event that was missed, or a reset.
  let ahead: ReceivedEvent | undefined = response.ok ? await events.next().then(({ value }) => value as ReceivedEvent) : undefined
  if (ahead?.data === undefined) ahead = undefined

  async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<ReceivedEvent> {
    let begun = ''
    const decoder = new TextDecoder()
    for await (const bytes of body as unknown as AsyncIterable<Uint8Array>) {
      const blocks = (begun + decoder.decode(bytes, { stream: true })).split('\n\n')
      begun = blocks.pop()!
      for (const block of blocks) {
        const fields = new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()] as const))
        if (fields.has('')) comments.push(fields.get('')!)
        if (fields.has('id')) last = fields.get('id')!
        const data = fields.get('data')
        if (fields.has('id')) yield { id: last, event: fields.get('event') ?? 'message', data: data === undefined ? undefined : JSON.parse(data) }
      }
    }
  }

  async function take(most: number): Promise<ReceivedEvent[]> {
    const taken = ahead === undefined ? [] : [ahead]
    ahead = undefined
    while (taken.length < most) {
      const { value, done } = await events.next()
      if (done === true) break
      taken.push(value)
    }
    return taken
  }

  return {
    response, comments,
    get lastEventId() {
      return last
    },
    next: (count = 1) => take(count),
    rest: () => take(Infinity),
    leave: () => leaving.abort(),
  }
}
