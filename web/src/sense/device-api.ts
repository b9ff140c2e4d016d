import { infiniteQueryOptions, queryOptions, useQueryClient } from '@tanstack/react-query'
import { ask } from '../api/client'
import * as api from '../api/generated/sdk.gen'
import type { DeviceOut } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { useMe } from '../people/session'

export type Life = DeviceOut['life']
export const LIVES: readonly Life[] = ['planned', 'active', 'suspended', 'retired']
export const KEEPER = 'device_keeper'
export const PAGE = 100
const LOOK_AGAIN_MS = 20_000

export interface DeviceFilter {
  text: string
  area: string
  kind: string
  life: string
}

/** The devices page by page; each begins after the last code of the one before. */
export const devices = (filter: DeviceFilter) =>
  infiniteQueryOptions({
    queryKey: ['devices', filter],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      ask(api.listDevices({ query: { ...filter, life: (filter.life || undefined) as Life | undefined, after: pageParam, limit: PAGE } })),
    getNextPageParam: (last) => (last.length < PAGE ? undefined : last.at(-1)?.code),
    refetchInterval: (query) => ((query.state.data?.pages.length ?? 0) > 2 ? false : LOOK_AGAIN_MS),
  })

export const device = (code: string) =>
  queryOptions({ queryKey: ['devices', 'one', code], queryFn: () => ask(api.device({ path: { code } })), refetchInterval: LOOK_AGAIN_MS })

export const deviceCurves = (code: string) =>
  queryOptions({ queryKey: ['devices', 'curves', code], queryFn: () => ask(api.deviceCurves({ path: { code } })), refetchInterval: 60_000 })

/** What a kind of device is called, if there are words for it; else as it was registered. */
export function useKindName(): (kind: string) => string {
  const name = useNames()
  return (kind) => (kind.includes('.') ? kind : name(`devices.kind.${kind}`))
}

export type Lamp = 'heard' | 'silent' | 'never' | 'out'

/** How a device is: out of service, never heard, silent, or heard in time. */
export function lampOf(of: DeviceOut): Lamp {
  if (of.life !== 'active') return 'out'
  if (!of.heard) return 'never'
  return of.silent_since ? 'silent' : 'heard'
}

/** Whether the one who looks keeps devices there; without a place, anywhere. */
export function useKeeps(area?: string): boolean {
  const { posts } = useMe()
  return posts.some((post) => post.duty === KEEPER && (area === undefined || area.startsWith(post.area)))
}

/** Read every device again: one of them was changed here. */
export function useReread(): () => void {
  const client = useQueryClient()
  return () => void client.invalidateQueries({ queryKey: ['devices'] })
}
