import { queryOptions } from '@tanstack/react-query'
import { ask } from '../api/client'
import * as api from '../api/generated/sdk.gen'

export interface CycleBody {
  name: string
  first: string
  verified_by: string
  limits: Record<string, string>
  state: { name: string; stage: string; runs?: string[]; holds?: string[] }[]
  move: { name: string; from: string[]; to: string; by: string[]; asks: { name: string; required: boolean }[]; does: string[] }[]
  words: Record<string, Record<string, string>>
}

export const STAGES = ['file', 'verify_before_filing', 'dispatch', 'handle', 'feedback', 'verify_before_closing', 'close', 'done', 'void'] as const

/** A body as the server gives it: it has been read there. */
export const readCycle = (body: Record<string, unknown>): CycleBody => body as unknown as CycleBody
export const cycles = queryOptions({ queryKey: ['cycles'], queryFn: () => ask(api.listCycles()) })
export const versionOf = (name: string, version: number) => queryOptions({ queryKey: ['cycles', name, version], queryFn: () => ask(api.cycle({ path: { name }, query: { version } })) })
export const editionsOf = (name: string) => queryOptions({ queryKey: ['cycles', name, 'history'], queryFn: () => ask(api.cycleHistory({ path: { name } })) })
export const runningOf = (name: string) => queryOptions({ queryKey: ['cycles', name, 'cases'], queryFn: () => ask(api.casesOfCycle({ path: { name } })) })
