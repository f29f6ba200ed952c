import { defineConfig } from 'vite'

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic' } },
  build: { outDir: '../dist/page', emptyOutDir: true },
  server: { proxy: { '/api': 'http://127.0.0.1:3000' } },
})
