import { createContext, use, useCallback, useEffect, useRef, useState, type ReactNode } from 'react'
import type { AttendanceOut, BookOut, HostOut, MeOut, TodayOut } from '../api/generated/types.gen'
import { NoAnswer, read, Refusal } from './call'
import { net, useNet } from './net'
import { sendAll } from './queue'
import { acts as allActs, draftOf, keepDraft, onChange, remember, remembered, type Act, type Draft } from './store'

const EVERY_MS = 60_000
const RETRY_MS = 15_000

/** What is known: what the server said last, kept on the telephone, and what waits to be said to it. */
interface Pocket {
  me: MeOut | null
  today: TodayOut | null
  attendance: AttendanceOut | null
  hosts: HostOut[]
  book: BookOut['categories']
  called: Record<string, string>
  acts: Act[]
  ready: boolean
  reload: () => Promise<void>
  enter: () => Promise<void>
}

const PocketContext = createContext<Pocket | null>(null)

export function usePocket(): Pocket {
  const known = use(PocketContext)
  if (!known) throw new Error('usePocket is used outside of <Keeping>')
  return known
}

type Said = Pick<Pocket, 'me' | 'today' | 'attendance' | 'hosts' | 'book' | 'called'>
const NOTHING: Said = { me: null, today: null, attendance: null, hosts: [], book: [], called: {} }

/** All that is asked of the server for a day. The book and the words hardly change and are asked for once a day. */
async function asked(known: Said, language: string): Promise<Said> {
  const me = await read<MeOut>('/api/session')
  if (me.todo) throw new Refusal(403, 'FirstDo', me.todo)
  const [today, attendance, hosts] = await Promise.all([
    read<TodayOut>('/api/today'),
    read<AttendanceOut | null>('/api/attendance'),
    read<HostOut[]>('/api/visits'),
  ])
  const named = `words ${language} ${new Date().toDateString()}`
  let rest = await remembered<Pick<Said, 'book' | 'called'>>(named)
  if (!rest) {
    const [book, called] = await Promise.all([read<BookOut>('/api/standards'), read<Record<string, string>>(`/api/words/${language}`)])
    rest = { book: book.categories, called }
    await remember(named, rest)
  }
  return { ...known, me, today, attendance, hosts, ...rest }
}

/** Pictures of what is to be done are looked at once while there is network: then they are on the telephone. */
function bringPictures({ today }: Said): void {
  const names = today?.errands.flatMap(({ photos }) => photos) ?? []
  for (const name of names.filter((one) => !brought.has(one)).slice(0, 30)) {
    brought.add(name)
    fetch(`/api/files/${name}`).catch(() => brought.delete(name))
  }
}
const brought = new Set<string>()

export function Keeping({ language, children }: { language: string; children: ReactNode }) {
  const [said, setSaid] = useState<Said>(NOTHING)
  const [acts, setActs] = useState<Act[]>([])
  const [ready, setReady] = useState(false)
  const latest = useRef(said)
  latest.current = said

  const reload = useCallback(async () => {
    try {
      const found = await asked(latest.current, language)
      net.heard()
      setSaid(found)
      await remember('said', found)
      bringPictures(found)
    } catch (error) {
      if (error instanceof NoAnswer) net.missed()
      else if (error instanceof Refusal && error.status === 401) net.strange()
      else if (error instanceof Refusal && error.code === 'FirstDo') location.assign('/account')
      else if (!(error instanceof Refusal)) throw error
    }
  }, [language])

  const turn = useCallback(async () => {
    const login = latest.current.me?.login
    if (login) await sendAll(login)
    await reload()
  }, [reload])

  useEffect(() => {
    const look = async () => setActs(await allActs())
    void remembered<Said>('said').then(async (kept) => {
      if (kept) setSaid((latest.current = { ...NOTHING, ...kept }))
      await look()
      setReady(true)
      await turn()
    })
    return onChange(() => void look())
  }, [turn])

  useTurning(turn, acts.some((act) => !act.refused))
  return <PocketContext value={{ ...said, acts, ready, reload, enter: turn }}>{children}</PocketContext>
}

/** Try whenever there is reason to hope: the network is back, the page is looked at, time has gone by. */
function useTurning(turn: () => Promise<void>, waiting: boolean): void {
  const state = useNet()
  useEffect(() => {
    const now = () => void turn()
    const looked = () => void (document.visibilityState === 'visible' && turn())
    const timer = setInterval(looked, waiting || state === 'off' ? RETRY_MS : EVERY_MS)
    addEventListener('online', now)
    document.addEventListener('visibilitychange', looked)
    navigator.serviceWorker?.addEventListener('message', now)
    return () => {
      clearInterval(timer)
      removeEventListener('online', now)
      document.removeEventListener('visibilitychange', looked)
      navigator.serviceWorker?.removeEventListener('message', now)
    }
  }, [turn, waiting, state])
}

const BLANK: Draft = { values: {}, pictures: [] }

/** What is being written, kept with every change: a page that is killed comes back as it was. `close` once it is handed over. */
export function useDraft(name: string): [Draft, (change: (before: Draft) => Draft) => void, () => void] {
  const [draft, setDraft] = useState<Draft>()
  const open = useRef(false)
  useEffect(() => {
    open.current = true
    void draftOf(name).then((kept) => setDraft((before) => before ?? kept ?? BLANK))
    return () => {
      open.current = false
    }
  }, [name])
  useEffect(() => {
    if (draft && draft !== BLANK && open.current) void keepDraft(name, draft)
  }, [name, draft])
  const change = useCallback((how: (before: Draft) => Draft) => setDraft((before) => (open.current ? how(before ?? BLANK) : before)), [])
  const close = useCallback(() => {
    open.current = false
  }, [])
  return [draft ?? BLANK, change, close]
}
