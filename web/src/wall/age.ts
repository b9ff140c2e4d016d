import type { BeatOut } from '../api/generated/types.gen'

const LEAST_MS = 120_000
const CYCLES = 3

/** Whether a number is too old to be believed: nothing was read for three of its cycles, and for two minutes at the least. */
export const isStale = (beat: Pick<BeatOut, 'at' | 'cycle_s'>, now: number): boolean =>
  beat.at !== null && now - Date.parse(beat.at) > Math.max(LEAST_MS, CYCLES * beat.cycle_s * 1000)

/** The largest scale at which a wall of this size fits on a screen of that size, and where it lies then. */
export function fitted(wall: { width: number; height: number }, screen: { width: number; height: number }) {
  const scale = Math.min(screen.width / wall.width, screen.height / wall.height)
  return { scale, left: (screen.width - wall.width * scale) / 2, top: (screen.height - wall.height * scale) / 2 }
}
