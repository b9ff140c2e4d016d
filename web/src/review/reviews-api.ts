import { queryOptions } from '@tanstack/react-query'
import { ask } from '../api/client'
import * as api from '../api/generated/sdk.gen'

type Briefs = NonNullable<Parameters<typeof api.listBriefs>[0]>['query']

export const reviews = (openOnly: boolean, quarter: string) =>
  queryOptions({
    queryKey: ['review', 'reviews', openOnly, quarter],
    queryFn: () => ask(api.listReviews({ query: { open_only: openOnly, quarter } })),
  })
export const review = (id: number) =>
  queryOptions({ queryKey: ['review', 'one', id], queryFn: () => ask(api.reviewPage({ path: { review_id: id } })), retry: false })
export const causes = queryOptions({ queryKey: ['review', 'causes'], queryFn: () => ask(api.listCauses()), staleTime: Infinity })
export const improvements = (standing: '' | 'open' | 'late' | 'done') =>
  queryOptions({ queryKey: ['review', 'improvements', standing], queryFn: () => ask(api.listImprovements({ query: { standing } })) })
export const effects = (language: 'zh' | 'en') =>
  queryOptions({ queryKey: ['review', 'effects', language], queryFn: () => ask(api.listEffects({ query: { language } })) })
export const briefs = (query: Briefs) => queryOptions({ queryKey: ['review', 'briefs', query], queryFn: () => ask(api.listBriefs({ query })) })
export const rhythms = (area: string) => queryOptions({ queryKey: ['review', 'rhythms', area], queryFn: () => ask(api.listRhythms({ query: { area } })) })
export const spotChecks = queryOptions({ queryKey: ['review', 'spot'], queryFn: () => ask(api.listSoundings()) })
