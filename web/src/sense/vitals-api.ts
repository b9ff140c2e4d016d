import { queryOptions, keepPreviousData } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { ask } from '../api/client'
import * as api from '../api/generated/sdk.gen'
import type { BeatOut, TitleOut } from '../api/generated/types.gen'

export const overview = (area: string) =>
  queryOptions({ queryKey: ['vitals', 'boards', area], queryFn: () => ask(api.boards({ query: { area } })), placeholderData: keepPreviousData })
export const beats = (area: string) =>
  queryOptions({ queryKey: ['vitals', 'list', area], queryFn: () => ask(api.vitalSigns({ query: { area } })), placeholderData: keepPreviousData })
export const explained = (name: string, area: string) =>
  queryOptions({ queryKey: ['vitals', 'explained', name, area], queryFn: () => ask(api.explain({ path: { name, area } })), retry: false })
export const defined = (name: string) =>
  queryOptions({ queryKey: ['vitals', 'defined', name], queryFn: () => ask(api.vitalSign({ path: { name } })), staleTime: 60_000 })

/** What is looked at stands in the address: the area, the board, the track, the number that is open. */
export function useLooking() {
  const [params, setParams] = useSearchParams()
  const look = (change: Record<string, string>) =>
    setParams((before) => {
      for (const [name, value] of Object.entries(change)) value ? before.set(name, value) : before.delete(name)
      return before
    })
  const said = (name: string) => params.get(name) ?? ''
  return { area: said('area'), board: said('board'), track: said('track'), lit: said('lit') === '1', open: said('open'), look }
}

export function useTitle(): (title: TitleOut) => string {
  const { i18n } = useTranslation()
  return (title) => (i18n.language === 'zh' ? title.zh : title.en)
}

/** A number as the vital sign writes it, with the thousands apart. */
export function written(value: number | null | undefined, decimals: number): string {
  if (value === null || value === undefined) return '–'
  return value.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals }).replaceAll(',', '\u202f')
}

/** Against the value before: the last two of the curve. */
export function changeOf(beat: BeatOut): number | null {
  const known = beat.trend.filter((one): one is number => one !== null)
  const change = known.length > 1 ? known.at(-1)! - known.at(-2)! : 0
  return Math.abs(change) >= 0.5 * 10 ** -beat.decimals ? change : null
}

export const byLamp = (a: BeatOut, b: BeatOut): number => (a.warning || 9) - (b.warning || 9) || Number(a.value === null) - Number(b.value === null)
