import { z } from 'zod'

// Without it, zod tries whether it may make code of schemas, which a strict Content-Security-Policy reports. It comes before the schemas.
z.config({ jitless: true })
