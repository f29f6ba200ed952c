import { defineConfig } from 'vite'

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic' } },
  build: {
    outDir: '../dist/page',
    emptyOutDir: true,
    // One page that needs all of it at once.
    chunkSizeWarningLimit: 800,
    rolldownOptions: {
      // TanStack's modules say "use client", which means nothing in a page that is a client as a whole.
      onwarn: (warning, warn) => {
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning)
      },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:3000' } },
})
