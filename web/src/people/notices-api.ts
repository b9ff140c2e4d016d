import { queryOptions, useQueryClient } from '@tanstack/react-query'
import { ask } from '../api/client'
import * as api from '../api/generated/sdk.gen'

export const mine = queryOptions({ queryKey: ['notices', 'mine'], queryFn: () => ask(api.myNotices()), refetchInterval: 30_000 })
export const habit = queryOptions({ queryKey: ['notices', 'habit'], queryFn: () => ask(api.readHabit()) })
export const addresses = queryOptions({ queryKey: ['notices', 'addresses'], queryFn: () => ask(api.listAddresses()) })
export const ways = queryOptions({ queryKey: ['notices', 'ways'], queryFn: () => ask(api.pushKey()) })
export const outbox = queryOptions({ queryKey: ['notices', 'outbox'], queryFn: () => ask(api.outbox()), refetchInterval: 15_000 })
export const lines = (state: string) =>
  queryOptions({
    queryKey: ['notices', 'lines', state],
    queryFn: () => ask(api.listNotices({ query: state ? { state: state as 'waiting' } : {} })),
    refetchInterval: 15_000,
  })

export const subscriptions = queryOptions({ queryKey: ['notices', 'subscriptions'], queryFn: () => ask(api.listSubscriptions()) })
export const muted = queryOptions({ queryKey: ['notices', 'muted'], queryFn: () => ask(api.myMutes()) })
export const health = queryOptions({ queryKey: ['notices', 'health'], queryFn: () => ask(api.channelsHealth()), refetchInterval: 15_000 })

export function useReread(): () => void {
  const client = useQueryClient()
  return () => void client.invalidateQueries({ queryKey: ['notices'] })
}

const bytes = (said: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(said.replace(/-/g, '+').replace(/_/g, '/')), (one) => one.charCodeAt(0))

/** Let this browser be pushed to: what it gives for the city's key. Older permissions are given up for the new key. */
export async function allowPush(key: string): Promise<string> {
  if ((await Notification.requestPermission()) !== 'granted') throw new Error('denied')
  await navigator.serviceWorker.register('/sw.js')
  const worker = await navigator.serviceWorker.ready
  await (await worker.pushManager.getSubscription())?.unsubscribe()
  const given = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) })
  return JSON.stringify({ ...given.toJSON(), key })
}
