import './zodWithoutCode.js'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.js'
import './style.css'
import { startTheme } from './theme.js'

startTheme()
createRoot(document.getElementById('root')!).render(<StrictMode><App /></StrictMode>)
