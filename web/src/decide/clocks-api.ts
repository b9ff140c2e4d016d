import { queryOptions } from '@tanstack/react-query'
import { ask } from '../api/client'
import * as api from '../api/generated/sdk.gen'

export const clocksOf = (id: number) =>
  queryOptions({ queryKey: ['case', id, 'clocks'], queryFn: () => ask(api.clocksOfCase({ path: { case_id: id } })), refetchInterval: 60_000 })
export const forecast = queryOptions({ queryKey: ['forecast'], queryFn: () => ask(api.forecast()), refetchInterval: 300_000 })
export const yearOf = (year: number, area: string) =>
  queryOptions({ queryKey: ['calendar', year, area], queryFn: () => ask(api.calendar({ path: { year }, query: { area } })) })
