import { join } from 'node:path'
import express, { Router } from 'express'

/** Paths that are no page's, whatever a client accepts. */
const notPages = /^\/(api|users|orders)(\/|$)/

/** Serves a built page: its files, which are named by what they hold and so are kept for a year, and itself for each path that it has a view of. */
export function servePage(folder: string): Router {
  const router = Router()
  router.use('/assets', express.static(join(folder, 'assets'), { immutable: true, maxAge: '1y', index: false, redirect: false }))
  router.use(express.static(folder, { index: false, redirect: false, cacheControl: false, setHeaders: (response) => response.set('Cache-Control', 'no-cache') }))
  router.use((request, response, next) => {
    // There is nothing else at the root: it is the page for curl too, which accepts anything.
    const wanted = request.accepts(request.path === '/' ? ['html', 'json'] : ['json', 'html'])
    if (!['GET', 'HEAD'].includes(request.method) || notPages.test(request.path) || request.path.startsWith('/assets/') || wanted !== 'html') {
      next()
      return
    }
    response.sendFile('index.html', { root: folder, cacheControl: false, headers: { 'Cache-Control': 'no-cache' } })
  })
  return router
}
