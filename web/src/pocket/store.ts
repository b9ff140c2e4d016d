import { openDB, type DBSchema, type IDBPDatabase } from 'idb'

export interface Spot {
  lon: number
  lat: number
}

/** A picture that waits, with where and when it was taken; `name` is what the server calls it once it is there. */
export interface Picture extends Partial<Spot> {
  id: string
  blob: Blob
  at: string
  name?: string
}

export type What = 'report' | 'take' | 'finish' | 'accept' | 'reject' | 'arrive' | 'result' | 'whistle' | 'come' | 'leave' | 'visit' | 'host'

export interface About {
  title: string
  case?: number
  kind?: string
  id?: number
}

/** What the server says is so, where that is not what was meant. */
export interface Truth {
  state: string
  task?: string
  who?: string
  at?: string
}

/** Something a person did, as it is to be said to the server; once. */
export interface Act {
  number?: number
  key: string
  by: string
  at: string
  what: What
  about: About
  path: string
  body: Record<string, unknown>
  pictures: string[]
  refused?: { code: string; sentence: string; status: number; at: string; now?: Truth }
}

export interface Draft {
  values: Record<string, string>
  pictures: Picture[]
}

interface Pocket extends DBSchema {
  acts: { key: number; value: Act }
  pictures: { key: string; value: Picture }
  notes: { key: number; value: Act & { pictures: string[] } }
  drafts: { key: string; value: Draft }
  kept: { key: string; value: unknown }
}

const STRICT = { durability: 'strict' } as const
let opened: Promise<IDBPDatabase<Pocket>> | undefined

const store = (): Promise<IDBPDatabase<Pocket>> =>
  (opened ??= openDB<Pocket>('pocket', 1, {
    upgrade(db) {
      db.createObjectStore('acts', { keyPath: 'number', autoIncrement: true })
      db.createObjectStore('pictures', { keyPath: 'id' })
      db.createObjectStore('notes', { keyPath: 'number' })
      db.createObjectStore('drafts')
      db.createObjectStore('kept')
    },
  }))

const bell = new EventTarget()
const across = 'BroadcastChannel' in globalThis ? new BroadcastChannel('pocket') : null
across?.addEventListener('message', () => bell.dispatchEvent(new Event('changed')))

function changed(): void {
  bell.dispatchEvent(new Event('changed'))
  across?.postMessage('changed')
}

export function onChange(hear: () => void): () => void {
  bell.addEventListener('changed', hear)
  return () => bell.removeEventListener('changed', hear)
}

/** Keep an act with its pictures, and forget the draft it came from: all of it or nothing, and on the disk before this ends. */
export async function queue(act: Act, pictures: Picture[], draft = ''): Promise<void> {
  const all = (await store()).transaction(['acts', 'pictures', 'drafts'], 'readwrite', STRICT)
  for (const one of pictures) await all.objectStore('pictures').put(one)
  await all.objectStore('acts').add(act)
  if (draft) await all.objectStore('drafts').delete(draft)
  await all.done
  changed()
}

export const acts = async (): Promise<Act[]> => (await store()).getAll('acts')
export const notes = async (): Promise<Act[]> => (await store()).getAll('notes')
export const pictureOf = async (id: string): Promise<Picture | undefined> => (await store()).get('pictures', id)
export const keepPicture = async (one: Picture): Promise<unknown> => (await store()).put('pictures', one)

/** Keep what is new about an act that waits; nothing if it has gone meanwhile. */
export async function keepAct(act: Act): Promise<void> {
  const all = (await store()).transaction('acts', 'readwrite', STRICT)
  if (await all.store.get(act.number!)) await all.store.put(act)
  await all.done
  changed()
}

async function drop(from: 'acts' | 'notes', act: Act): Promise<void> {
  const all = (await store()).transaction([from, 'pictures'], 'readwrite', STRICT)
  for (const id of act.pictures) await all.objectStore('pictures').delete(id)
  await all.objectStore(from).delete(act.number!)
  await all.done
  changed()
}

/** It is done, or not wanted any more. */
export const dropAct = (act: Act): Promise<void> => drop('acts', act)
export const dropNote = (act: Act): Promise<void> => drop('notes', act)

/** What cannot be said any more stays as a note, with its pictures. */
export async function turnToNote(act: Act): Promise<void> {
  const all = (await store()).transaction(['acts', 'notes'], 'readwrite', STRICT)
  await all.objectStore('notes').put(act)
  await all.objectStore('acts').delete(act.number!)
  await all.done
  changed()
}

export const draftOf = async (name: string): Promise<Draft | undefined> => (await store()).get('drafts', name)
export const keepDraft = async (name: string, draft: Draft): Promise<unknown> => (await store()).put('drafts', draft, name)

export const remember = async (name: string, value: unknown): Promise<unknown> => (await store()).put('kept', value, name)
export const remembered = async <Value>(name: string): Promise<Value | undefined> => (await store()).get('kept', name) as Promise<Value | undefined>

/** Nothing of what was shown to somebody stays on the telephone; what they have not sent yet does. */
export async function forgetShown(): Promise<void> {
  await (await store()).clear('kept')
  if ('caches' in globalThis) await caches.delete('pocket-pictures')
}
