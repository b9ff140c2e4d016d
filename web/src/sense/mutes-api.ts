import { queryOptions, useQueryClient } from '@tanstack/react-query'
import { ask } from '../api/client'
import * as api from '../api/generated/sdk.gen'
import type { MuteOut } from '../api/generated/types.gen'

export const mutes = queryOptions({ queryKey: ['mutes'], queryFn: () => ask(api.listMutes()), refetchInterval: 30_000 })

export type Standing = 'asked' | 'approved' | 'in_force' | 'over' | 'lapsed'

/** Where a time of quiet stands: asked for, approved and to come, in force, over, or over without an answer. */
export function standingOf(of: MuteOut, now: number): Standing {
  if (of.ended || Date.parse(of.until) <= now) return of.approved ? 'over' : 'lapsed'
  if (!of.approved) return 'asked'
  return Date.parse(of.since) <= now ? 'in_force' : 'approved'
}

/** Read the times of quiet again: one was changed here. */
export function useReread(): () => void {
  const client = useQueryClient()
  return () => void client.invalidateQueries({ queryKey: ['mutes'] })
}
