import { queryOptions, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import * as api from '../api/generated/sdk.gen'
import { useAreaName, useNames } from '../api/queries'
import type { Asked } from './asked'

const of = ({ area, kind, day }: Asked) => ({ area, kind, ...(day && { day }) })

export const definitions = queryOptions({ queryKey: ['supervise', 'definitions'], queryFn: () => ask(api.yardsticks()), staleTime: 60_000 })
export const counted = (asked: Asked, by: Asked['by']) =>
  queryOptions({ queryKey: ['supervise', 'counted', asked.area, asked.kind, asked.day, by], queryFn: () => ask(api.counted({ query: { ...of(asked), by } })) })
export const countedCases = (asked: Asked, group: string, count: string) =>
  queryOptions({
    queryKey: ['supervise', 'cases', asked, group, count],
    queryFn: () => ask(api.countedCases({ query: { ...of(asked), by: asked.by, group, count } })),
    enabled: Boolean(count),
  })
export const forms = queryOptions({ queryKey: ['supervise', 'sheets'], queryFn: () => ask(api.sheets()) })
export const filled = (name: string, asked: Asked) =>
  queryOptions({
    queryKey: ['supervise', 'sheet', name, asked],
    queryFn: () => ask(api.filledSheets({ path: { name }, query: { ...of(asked), by: asked.by } })),
    enabled: Boolean(name),
  })
export const lost = (name: string, asked: Asked, group: string, mark: string) =>
  queryOptions({
    queryKey: ['supervise', 'lost', name, asked, group, mark],
    queryFn: () => ask(api.lostPoints({ path: { name }, query: { ...of(asked), by: asked.by, group, mark } })),
    enabled: Boolean(mark),
  })
export const ranking = (asked: Asked, yardstick: string) =>
  queryOptions({ queryKey: ['supervise', 'ranking', asked, yardstick], queryFn: () => ask(api.rank({ query: { ...of(asked), by: asked.by, yardstick } })) })
export const races = queryOptions({ queryKey: ['supervise', 'races'], queryFn: () => ask(api.listRaces()) })
export const raceMonth = (name: string, area: string, day: string) =>
  queryOptions({ queryKey: ['supervise', 'race', name, area, day], queryFn: () => ask(api.raceMonth({ path: { name }, query: { area, day } })), enabled: Boolean(name), retry: false })
export const ruleHistory = (name: string) =>
  queryOptions({ queryKey: ['supervise', 'rule', name], queryFn: () => ask(api.definitionHistory({ query: { kind: 'race', name } })), enabled: Boolean(name) })
export const doubted = (asked: Asked) =>
  queryOptions({ queryKey: ['supervise', 'doubted', asked], queryFn: () => ask(api.countDoubts({ query: { ...of(asked), by: asked.by } })) })
export const doubts = (asked: Asked, group: string, odd: string) =>
  queryOptions({ queryKey: ['supervise', 'doubts', asked, group, odd], queryFn: () => ask(api.listDoubts({ query: { ...of(asked), by: asked.by, group, odd } })) })
export const periods = queryOptions({ queryKey: ['supervise', 'periods'], queryFn: () => ask(api.listPeriods()) })
export const period = (id: number) =>
  queryOptions({ queryKey: ['supervise', 'period', id], queryFn: () => ask(api.period({ path: { period_id: id } })), enabled: id > 0 })
export const appeals = (openOnly: boolean) =>
  queryOptions({ queryKey: ['supervise', 'appeals', openOnly], queryFn: () => ask(api.listAppeals({ query: { open_only: openOnly } })) })
export const appealOf = (id: number) => queryOptions({ queryKey: ['case', id, 'appeal'], queryFn: () => ask(api.appealOfCase({ path: { case_id: id } })) })

/** What people call a group that is compared: an area, a duty, a post, a member. */
export function useGroups(): (of: { group: string; title: string }, by: Asked['by'], area: string) => string {
  const { t } = useTranslation()
  const name = useNames()
  const called = useAreaName()
  return ({ group, title }, by, area) => {
    if (by === 'whole') return called(area)
    if (by === 'duty') return name(group)
    if (by === 'post') return t('case.who', { area: title, duty: name(group.split('@')[0] ?? group) })
    return title || group
  }
}

/** What a definition is called in the language of the screen. */
export function useCalled(): (words: Record<string, string> | undefined, name: string) => string {
  const { i18n } = useTranslation()
  return (words, name) => words?.[i18n.language] ?? words?.zh ?? name
}

export function useWords() {
  const { data } = useQuery(definitions)
  const called = useCalled()
  const words = new Map([...(data?.counts ?? []), ...(data?.yardsticks ?? [])].map((one) => [one.name, called(one.words, one.name)]))
  return {
    of: (name: string) => words.get(name) ?? name,
    /** A formula with the names of counts said in words. */
    formula: (said: string) => said.replace(/[a-z][a-z0-9_]*/g, (name) => words.get(name) ?? name),
  }
}

const percent = new Intl.NumberFormat('zh-CN', { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const plain = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 2 })

/** A value with its unit; a dash where there was nothing to measure. */
export function useValue(): (value: number | null | undefined, unit: string) => string {
  const { t } = useTranslation()
  return (value, unit) => {
    if (value === null || value === undefined) return '–'
    if (unit === 'percent') return `${percent.format(value)} %`
    return unit === 'hours' ? t('supervise.hours', { count: plain.format(value) as unknown as number }) : plain.format(value)
  }
}

export const points = (value: number): string => plain.format(Math.round(value * 100) / 100)
