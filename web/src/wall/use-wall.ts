import { createContext, use, useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import type { SceneOut } from '../api/generated/types.gen'
import type { AnyPane, Kind, PaneOf, WallStream } from './stream'

export interface WallShown {
  scene: SceneOut
  area: string
  stream: WallStream
  /** A sixtieth of the wall's height: the size of body text, in wall pixels. */
  unit: number
  /** How many pixels of the screen one of the wall is. */
  scale: number
}

export const WallContext = createContext<WallShown | null>(null)

export function useWall(): WallShown {
  const wall = use(WallContext)
  if (!wall) throw new Error('useWall is used outside of a wall')
  return wall
}

/** The newest that the stream said of a pane; nothing before its first word. */
export function usePane<K extends Kind>(name: string): PaneOf<K> | undefined {
  const { stream } = useWall()
  const subscribe = useCallback((heard: () => void) => stream.on(name, heard), [stream, name])
  return useSyncExternalStore(subscribe, () => stream.pane(name) as AnyPane | undefined) as PaneOf<K> | undefined
}

const EVERY_MS = 5000

/** The city's clock, looked at again every few seconds: what is old turns grey though nothing is said. */
export function useCityNow(everyMs = EVERY_MS): number {
  const { stream } = useWall()
  const [now, setNow] = useState(stream.now)
  useEffect(() => {
    const look = () => setNow(stream.now)
    const timer = setInterval(look, everyMs)
    const off = stream.on('', look)
    return () => {
      clearInterval(timer)
      off()
    }
  }, [stream, everyMs])
  return now
}

const DEAD_MS = 15_000

/** Up to when what facts say is known: now, as long as the stream speaks; `stale` once it has been silent. */
export function useAsOf(): { at: number; stale: boolean } {
  const { stream } = useWall()
  const now = useCityNow()
  return { at: stream.asOf, stale: stream.asOf > 0 && now - stream.asOf > DEAD_MS }
}
