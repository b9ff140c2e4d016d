import { useQueryClient } from '@tanstack/react-query'
import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react'
import type { LineOut, VehicleOut } from './generated/types.gen'
import { me, outdate } from './queries'
import { backlog } from './backlog'

const KEPT = 200
const SETTLE_MS = 250
const BEAT_MS = 500
const AGAIN_MS = 4000

type Moved = (vehicles: VehicleOut[]) => void

interface Live {
  /** Since when nothing comes any more; null while all is well. */
  lostSince: Date | null
  lines: LineOut[]
  onMoved: (listener: Moved) => () => void
}

const LiveContext = createContext<Live | null>(null)

export function useLive(): Live {
  const live = use(LiveContext)
  if (!live) throw new Error('useLive is used outside of <Living>')
  return live
}

function newestFirst(now: LineOut[], come: LineOut[]): LineOut[] {
  const known = new Set(now.map((line) => line.fact))
  const fresh = come.filter((line) => !known.has(line.fact))
  return fresh.length ? [...fresh, ...now].sort((a, b) => b.fact - a.fact).slice(0, KEPT) : now
}

/** One stream for the whole application: what happens refreshes what is shown, what moves is handed on. */
export function Living({ children }: { children: ReactNode }) {
  const client = useQueryClient()
  const [lines, setLines] = useState<LineOut[]>([])
  const [lostSince, setLostSince] = useState<Date | null>(null)
  const listeners = useMemo(() => new Set<Moved>(), [])

  useEffect(() => {
    let source: EventSource | null = null
    let settle: ReturnType<typeof setTimeout> | undefined
    let again: ReturnType<typeof setTimeout> | undefined
    let beat: ReturnType<typeof setTimeout> | undefined
    let greeted = false
    const aside = new AbortController()

    const refresh = () => {
      settle ??= setTimeout(() => {
        settle = undefined
        outdate(client)
      }, SETTLE_MS)
    }
    const hello = (event: MessageEvent<string>) => {
      setLostSince(null)
      if (greeted) return refresh()
      greeted = true
      const { fact } = JSON.parse(event.data) as { fact: number }
      void backlog(fact, aside.signal).then((past) => setLines((now) => newestFirst(now, past)))
    }
    const happened = (event: MessageEvent<string>) => {
      const line = JSON.parse(event.data) as LineOut
      setLines((now) => newestFirst(now, [line]))
      refresh()
    }
    const beaten = () => {
      beat ??= setTimeout(() => {
        beat = undefined
        void client.invalidateQueries({ queryKey: ['vitals'], refetchType: 'active' })
      }, BEAT_MS)
    }
    const moved = (event: MessageEvent<string>) => {
      const vehicles = JSON.parse(event.data) as VehicleOut[]
      for (const listener of listeners) listener(vehicles)
    }
    const listen = () => {
      source = new EventSource('/api/live')
      source.addEventListener('hello', hello)
      source.addEventListener('fact', happened)
      source.addEventListener('moved', moved)
      source.addEventListener('beat', beaten)
      source.addEventListener('error', lost)
    }
    const lost = () => {
      setLostSince((since) => since ?? new Date())
      if (source?.readyState !== EventSource.CLOSED) return
      void client.invalidateQueries(me)
      again = setTimeout(listen, AGAIN_MS)
    }
    const away = () => setLostSince((since) => since ?? new Date())
    const back = () => {
      source?.close()
      listen()
    }
    listen()
    addEventListener('offline', away)
    addEventListener('online', back)
    return () => {
      removeEventListener('offline', away)
      removeEventListener('online', back)
      source?.close()
      aside.abort()
      clearTimeout(settle)
      clearTimeout(beat)
      clearTimeout(again)
    }
  }, [client, listeners])

  const live = useMemo<Live>(() => {
    const onMoved = (listener: Moved) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    }
    return { lostSince, lines, onMoved }
  }, [lostSince, lines, listeners])
  return <LiveContext value={live}>{children}</LiveContext>
}
