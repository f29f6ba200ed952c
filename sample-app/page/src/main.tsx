import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { PersonSchema } from '../../shared/schemas.js'

createRoot(document.getElementById('root')!).render(<StrictMode><h1>{Object.keys(PersonSchema.given.shape).join()}</h1></StrictMode>)
