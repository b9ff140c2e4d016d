import { queryOptions } from '@tanstack/react-query'
import { ask } from '../api/client'
import * as api from '../api/generated/sdk.gen'

export const gatherings = queryOptions({ queryKey: ['gatherings', 'all'], queryFn: () => ask(api.listGatherings()), refetchInterval: 30_000 })
export const gathering = (id: number) =>
  queryOptions({ queryKey: ['gatherings', id], queryFn: () => ask(api.gatheringPage({ path: { gathering_id: id } })), refetchInterval: 5000, retry: false })
export const ofCase = (id: number) => queryOptions({ queryKey: ['gatherings', 'case', id], queryFn: () => ask(api.gatheringsOfCase({ path: { case_id: id } })) })
