import type { ServerResponse } from 'node:http'

/** Calls back once, just before the headers of a response are sent, however they come to be sent. */
export function beforeHeaders(response: ServerResponse, callback: () => void): void {
  const writeHead = response.writeHead
  response.writeHead = function writeHeadAfterCallback(this: ServerResponse, ...args: unknown[]) {
    response.writeHead = writeHead
    callback()
    return Reflect.apply(writeHead, this, args) as ServerResponse
  } as ServerResponse['writeHead']
}
