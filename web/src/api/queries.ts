import { queryOptions, useQuery, type QueryClient } from '@tanstack/react-query'
import type { FeatureCollection } from 'geojson'
import { useTranslation } from 'react-i18next'
import { ask } from './client'
import * as api from './generated/sdk.gen'
import type { CaseOut, Lamp, Order } from './generated/types.gen'


export const CITY = '50'
export const MOST_CASES = 1000

export interface CaseFilter {
  state?: string[]
  area?: string
  detector?: string
  lamp?: Lamp[]
  order?: Order
}

/** Every case that is not closed. */
export const OPEN: CaseFilter = { state: ['opened', 'dispatched', 'at_work', 'done'] }

const FOREVER = { staleTime: Infinity, gcTime: Infinity }

export const me = queryOptions({ queryKey: ['me'], queryFn: () => ask(api.whoAmI()), retry: false, staleTime: 60_000 })
export const numbers = queryOptions({ queryKey: ['numbers'], queryFn: () => ask(api.situation()), refetchInterval: 60_000 })
export const openAlerts = queryOptions({
  queryKey: ['alerts', 'open'],
  queryFn: () => ask(api.listAlerts({ query: { open_only: true, limit: 1000 } })),
})
export const newestAlerts = queryOptions({
  queryKey: ['alerts', 'newest'],
  queryFn: () => ask(api.listAlerts({ query: { limit: 200 } })),
})
export const vehicles = queryOptions({ queryKey: ['vehicles'], queryFn: () => ask(api.vehicles()), ...FOREVER })
export const layers = queryOptions({ queryKey: ['layers'], queryFn: () => ask(api.layers()), ...FOREVER })
export const inside = (code: string) =>
  queryOptions({
    queryKey: ['inside', code],
    queryFn: async () => (await ask(api.areasInside({ path: { code }, parseAs: 'json' }))) as unknown as FeatureCollection,
    ...FOREVER,
  })
export const cases = (filter: CaseFilter) =>
  queryOptions({
    queryKey: ['cases', filter],
    queryFn: () => ask(api.listCases({ query: { ...filter, limit: MOST_CASES } })),
  })
export const casePage = (id: number) =>
  queryOptions({ queryKey: ['case', id], queryFn: () => ask(api.casePage({ path: { case_id: id } })), retry: false })
export const lessons = queryOptions({ queryKey: ['review', 'lessons'], queryFn: () => ask(api.listLessons()) })
export const parameters = queryOptions({ queryKey: ['review', 'parameters'], queryFn: () => ask(api.parameters()) })
export const replays = queryOptions({ queryKey: ['review', 'replays'], queryFn: () => ask(api.listReplays()) })
export const amendments = queryOptions({ queryKey: ['review', 'amendments'], queryFn: () => ask(api.listAmendments()) })
export const scores = queryOptions({ queryKey: ['review', 'scores'], queryFn: () => ask(api.standings()) })

/** Refresh what a fact may have changed. */
export function outdate(client: QueryClient): void {
  for (const key of ['numbers', 'alerts', 'cases', 'case', 'review', 'connectors', 'plans', 'gatherings']) void client.invalidateQueries({ queryKey: [key] })
}

/** What the server calls a name; the last part of the name while it is not known. */
export function useNames(): (name: string) => string {
  const { t, i18n } = useTranslation()
  const language = i18n.language
  const { data } = useQuery({
    queryKey: ['words', language],
    queryFn: () => ask(api.words({ path: { language } })),
    ...FOREVER,
  })
  return (name) => data?.[name] ?? t(`names.${name}`, { defaultValue: name.split('.').at(-1) ?? name })
}

/** Names of areas as far as they have been loaded: the city, its districts. */
export function useAreaName(): (code: string) => string {
  const { t } = useTranslation()
  const { data } = useQuery(inside(CITY))
  return (code) => {
    if (code === CITY || code === '') return t('app.city')
    const district = data?.features.find((one) => one.properties?.code === code.slice(0, 6))
    return district ? String(district.properties?.name) : code
  }
}

export const byNewest = (a: CaseOut, b: CaseOut): number => b.id - a.id
