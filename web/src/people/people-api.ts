import { queryOptions } from '@tanstack/react-query'
import { ask } from '../api/client'
import * as api from '../api/generated/sdk.gen'

const fresh = { staleTime: 5_000 }

export const agencies = (day: string, parent: string) =>
  queryOptions({ queryKey: ['people', 'agencies', day, parent], queryFn: () => ask(api.listAgencies({ query: { day, parent } })), ...fresh })
export const agencyPage = (code: string) => queryOptions({ queryKey: ['people', 'agency', code], queryFn: () => ask(api.agencyPage({ path: { code } })), ...fresh })
export const agencyPosts = (agency: string, day: string) =>
  queryOptions({ queryKey: ['people', 'posts', agency, day], queryFn: () => ask(api.listPosts({ query: { agency, day } })), ...fresh })
export const memberPage = (login: string) => queryOptions({ queryKey: ['people', 'member', login], queryFn: () => ask(api.memberPage({ path: { login } })), ...fresh })
export const gaps = (area: string) => queryOptions({ queryKey: ['people', 'gaps', area], queryFn: () => ask(api.listGaps({ query: { area } })), ...fresh })
export const team = (area: string) => queryOptions({ queryKey: ['people', 'team', area], queryFn: () => ask(api.team({ path: { area } })), ...fresh })
export const minded = (area: string) => queryOptions({ queryKey: ['people', 'minded', area], queryFn: () => ask(api.listMinded({ query: { area } })), ...fresh })
export const microgrids = (area: string) => queryOptions({ queryKey: ['people', 'microgrids', area], queryFn: () => ask(api.listMicrogrids({ query: { area } })), ...fresh })
export const onDuty = queryOptions({ queryKey: ['people', 'on-duty'], queryFn: () => ask(api.onDuty()), refetchInterval: 60_000, ...fresh })
export const roster = (id: number, since: string, until: string) =>
  queryOptions({ queryKey: ['people', 'roster', id, since], queryFn: () => ask(api.rosterPage({ path: { roster_id: id }, query: { since, until } })), ...fresh })
