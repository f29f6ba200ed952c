import type { Overlay } from '../../src/client/Overlay.js'
import { bufferOverlay } from '../../src/transactions/bufferOverlay.js'
import { ReadView } from '../../src/transactions/ReadView.js'
import { viewOverlay } from '../../src/transactions/viewOverlay.js'
import { WriteBuffer } from '../../src/transactions/WriteBuffer.js'
import type { Item } from '../../src/vocabulary/AttributeValue.js'
import { add, here, put, remove, update } from './plans.js'

const key = { id: { S: '1' } }
const item = (count: string): Item => ({ ...key, count: { N: count } })

let buffer: WriteBuffer
let view: ReadView
let overlay: Overlay
let relying: Overlay
beforeEach(() => {
  buffer = new WriteBuffer()
  view = new ReadView()
  const writes = bufferOverlay(buffer)
  overlay = viewOverlay(writes, view, { relies: false })
  relying = viewOverlay(writes, view, { relies: true })
})

describe('what a transaction has read', () => {
  test('stays as it was read first, also its absence', () => {
    expect(overlay.sightOf('users', key)).toBeUndefined()
    expect(overlay.after('users', key, item('1'))).toEqual(item('1'))
    expect(overlay.after('users', key, item('2'))).toEqual(item('1'))
    expect(overlay.sightOf('users', key)).toEqual({ known: 'image', item: item('1') })
    expect(overlay.after('orders', key, undefined)).toBeUndefined()
    expect(overlay.after('orders', key, item('1'))).toBeUndefined()
    expect(overlay.sightOf('orders', key)).toEqual({ known: 'absent' })
    expect(overlay.itemsOf('users')).toEqual([{ key, sight: { known: 'image', item: item('1') } }])
  })

  test('lies under what it has written', () => {
    overlay.after('users', key, item('1'))
    buffer.add(update([add('count', { N: '10' })], here))
    expect(overlay.sightOf('users', key)).toEqual({ known: 'image', item: item('11') })
    expect(overlay.itemsOf('users')).toEqual([{ key, sight: { known: 'image', item: item('11') } }])
    expect(overlay.after('users', key, item('5'))).toEqual(item('11'))
    buffer.add(remove())
    expect(overlay.sightOf('users', key)).toEqual({ known: 'absent' })
  })

  test('is kept where a write needs it', () => {
    buffer.add(update([add('count', { N: '10' })], here))
    expect(overlay.sightOf('users', key)).toMatchObject({ known: 'changed' })
    expect(overlay.itemsOf('users')).toMatchObject([{ key, sight: { known: 'changed' } }])
    overlay.keep('users', key, item('1'))
    expect(overlay.sightOf('users', key)).toEqual({ known: 'image', item: item('11') })
    expect(overlay.after('users', key, item('2'))).toEqual(item('11'))
  })

  test('is relied on where the application has asked for it by key, not where a write has', () => {
    overlay.after('users', key, item('1'))
    expect(view.relied).toEqual([])
    relying.sightOf('users', key)
    expect(view.relied).toEqual([{ table: 'users', key, stored: item('1') }])
  })

  test('is not what it has only written', () => {
    buffer.add(put({}))
    expect(relying.sightOf('users', key)).toEqual({ known: 'image', item: key })
    expect(view.relied).toEqual([])
  })
})
