import { queryOptions } from '@tanstack/react-query'
import { ask } from '../api/client'
import * as api from '../api/generated/sdk.gen'

/** Who may activate a plan in the areas of their posts. */
export const ACTIVATORS = ['dispatcher', 'shift_leader', 'leader']
export const COLOURS = ['', 'red', 'orange', 'yellow', 'blue'] as const

export const library = (area: string) => queryOptions({ queryKey: ['plans', 'library', area], queryFn: () => ask(api.listPlanLibrary({ query: { area } })) })
export const onePlan = (name: string, area: string) => queryOptions({ queryKey: ['plans', 'one', name, area], queryFn: () => ask(api.planPage({ path: { name }, query: { area } })) })
export const activations = queryOptions({ queryKey: ['plans', 'activations'], queryFn: () => ask(api.listActivations()), refetchInterval: 30_000 })
export const ofCase = (id: number) => queryOptions({ queryKey: ['plans', 'case', id], queryFn: () => ask(api.activationsOfCase({ path: { case_id: id } })) })
export const forCase = (id: number) => queryOptions({ queryKey: ['plans', 'for', id], queryFn: () => ask(api.plansForCase({ path: { case_id: id } })) })
export const foreseen = (id: number, name: string, level: number) =>
  queryOptions({ queryKey: ['plans', 'foreseen', id, name, level], queryFn: () => ask(api.foreseenInCase({ path: { case_id: id }, query: { plan: name, level } })), retry: false })
export const editions = queryOptions({ queryKey: ['plans', 'editions'], queryFn: () => ask(api.listPlanEditions()) })
