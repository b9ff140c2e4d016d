import type { PushKeyOut } from '../api/generated/types.gen'
import { read, say } from './call'

const bytes = (said: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(said.replace(/-/g, '+').replace(/_/g, '/')), (one) => one.charCodeAt(0))

/** Whether this telephone is pushed to; nothing where it cannot be. */
export async function pushed(): Promise<boolean | null> {
  if (!('PushManager' in globalThis) || !navigator.serviceWorker) return null
  const worker = await navigator.serviceWorker.getRegistration('/pocket/')
  return worker ? Boolean(await worker.pushManager.getSubscription()) : null
}

/** Let this telephone be pushed to: what it gives for the city's key is said to the city. */
export async function allowPush(): Promise<'on' | 'off' | 'denied'> {
  const { key } = await read<PushKeyOut>('/api/notices/push-key')
  if (!key) return 'off'
  if ((await Notification.requestPermission()) !== 'granted') return 'denied'
  const worker = await navigator.serviceWorker.ready
  await (await worker.pushManager.getSubscription())?.unsubscribe()
  const given = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) })
  await say('/api/notices/addresses', { reaches: 'push', value: JSON.stringify({ ...given.toJSON(), key }), label: navigator.platform })
  return 'on'
}
