import { queryOptions, useQueryClient } from '@tanstack/react-query'
import { ask } from '../api/client'
import * as api from '../api/generated/sdk.gen'

const key = 'matrix'

export const matrices = queryOptions({ queryKey: [key, 'all'], queryFn: () => ask(api.listMatrices()) })
export const table = (id: number, area: string) =>
  queryOptions({ queryKey: [key, 'table', id, area], queryFn: () => ask(api.matrixTable({ path: { matrix_id: id }, query: { area } })) })
export const faults = (id: number) =>
  queryOptions({ queryKey: [key, 'faults', id], queryFn: () => ask(api.matrixFaults({ path: { matrix_id: id } })) })
export const whoLeads = (category: string, area: string) =>
  queryOptions({ queryKey: [key, 'lead', category, area], queryFn: () => ask(api.lead({ query: { key: category, area } })), enabled: /^[A-Z]\d{5}$/.test(category) && area.length > 1 })
export const plans = queryOptions({ queryKey: [key, 'plans'], queryFn: () => ask(api.listPlans()) })
export const areaOf = (code: string) => queryOptions({ queryKey: [key, 'area', code], queryFn: () => ask(api.branch({ path: { code } })) })
export const effectOf = (id: number, since: string) =>
  queryOptions({ queryKey: [key, 'effect', id, since], queryFn: () => ask(api.effect({ path: { plan_id: id }, query: { since } })) })

/** Read the matrix and its plans again: something was changed here. */
export function useReread(): () => void {
  const client = useQueryClient()
  return () => void client.invalidateQueries({ queryKey: [key] })
}
