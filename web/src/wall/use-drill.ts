import { createContext, use } from 'react'
import type { Lamp } from '../api/generated/types.gen'

/** What a number opens: a list of what is behind it, and from the list one case. */
export type Drilled =
  | { kind: 'cases'; lamp: Lamp; title: string }
  | { kind: 'counted'; count: string; per: 'day' | 'month'; by?: string; group?: string; title: string }
  | { kind: 'alerts'; level?: number; title: string }
  | { kind: 'vital'; name: string; title: string }
  | { kind: 'board'; board: string; title: string }
  | { kind: 'reviews'; title: string }
  | { kind: 'case'; id: number }
  | { kind: 'vehicle'; id: number; title: string }

export const DrillContext = createContext<((of: Drilled) => void) | null>(null)

export function useDrill(): (of: Drilled) => void {
  const drill = use(DrillContext)
  if (!drill) throw new Error('useDrill is used outside of a wall')
  return drill
}
