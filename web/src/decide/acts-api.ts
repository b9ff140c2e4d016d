import { queryOptions } from '@tanstack/react-query'
import { ask } from '../api/client'
import * as api from '../api/generated/sdk.gen'

const of = <Data>(id: number, what: string, queryFn: () => Promise<Data>) => queryOptions({ queryKey: ['case', id, what], queryFn, retry: false })

/** What stands beside the case page; read again with it. */
export const actsOf = (id: number) => of(id, 'acts', () => ask(api.actsOfCase({ path: { case_id: id } })))
export const stagesOf = (id: number) => ({ ...of(id, 'stages', () => ask(api.stagesOfCase({ path: { case_id: id } }))), refetchInterval: 60_000 })
export const requestsOf = (id: number) => of(id, 'requests', () => ask(api.requestsOfCase({ path: { case_id: id } })))
export const whistlesOf = (id: number) => of(id, 'whistles', () => ask(api.whistlesOfCase({ path: { case_id: id } })))
export const urgingsOf = (id: number) => of(id, 'urgings', () => ask(api.urgingsOfCase({ path: { case_id: id } })))
