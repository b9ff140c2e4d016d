import { useSyncExternalStore } from 'react'

/** Whether the server is heard: `off` without network, `strange` when it asks to log in again. */
export type Net = 'on' | 'off' | 'strange'

let state: Net = navigator.onLine ? 'on' : 'off'
const hearing = new Set<() => void>()

function turn(to: Net): void {
  if (to === state) return
  state = to
  for (const hear of hearing) hear()
}

export const net = {
  heard: () => turn('on'),
  missed: () => turn('off'),
  strange: () => turn('strange'),
  now: () => state,
  hear: (one: () => void) => {
    hearing.add(one)
    return () => void hearing.delete(one)
  },
}

addEventListener('offline', net.missed)

export const useNet = (): Net => useSyncExternalStore(net.hear, net.now)
