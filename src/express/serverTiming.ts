import type { ServerResponse } from 'node:http'
import { CapacityMeter } from '../client/CapacityMeter.js'
import { underMeter } from '../client/measuring.js'
import type { CapacityReport } from '../vocabulary/CapacityReport.js'
import { counted } from '../vocabulary/counted.js'
import { beforeHeaders } from './beforeHeaders.js'
import type { Middleware } from './middleware.js'

/**
 * Tells in the header `Server-Timing`, which browsers show among a request's timings, how long DynamoDB was busy for a request
 * and what it consumed until the headers were sent: `dynamodb;dur=12.3;desc="3 requests, 2.5 read units, 1 write unit"`. It
 * counts the requests of all data sources, and may stand before or after `datasourceInitializer`.
 *
 * @example `app.use(serverTiming())` before the routes.
 */
export function serverTiming(): Middleware {
  return function timeRequest(_request, response, next) {
    const meter = new CapacityMeter()
    beforeHeaders(response as ServerResponse, () => {
      meter.close()
      ;(response as ServerResponse).appendHeader('Server-Timing', `dynamodb;dur=${meter.busyMilliseconds(performance.now()).toFixed(1)};desc="${described(meter.report())}"`)
    })
    underMeter(meter, undefined, next)
  }
}

function described({ requests, readUnits, writeUnits }: CapacityReport): string {
  return [counted(requests, 'request'), ...(readUnits > 0 ? [counted(readUnits, 'read unit')] : []), ...(writeUnits > 0 ? [counted(writeUnits, 'write unit')] : [])].join(', ')
}
