import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import * as api from '../api/generated/sdk.gen'
import type { AlertOut } from '../api/generated/types.gen'

export const MOST_ALERTS = 1000

export const alertList = (open: boolean) =>
  queryOptions({
    queryKey: ['alerts', open ? 'open' : 'all'],
    queryFn: () => ask(api.listAlerts({ query: { open_only: open, limit: MOST_ALERTS } })),
  })

/** The alerts a storm is made of. */
export const stormOf = (head: number) =>
  queryOptions({ queryKey: ['alerts', 'storm', head], queryFn: () => ask(api.listAlerts({ query: { head, limit: MOST_ALERTS } })) })

export const alertCard = (id: number) =>
  queryOptions({ queryKey: ['alerts', 'card', id], queryFn: () => ask(api.card({ path: { alert_id: id } })), retry: false, staleTime: 30_000 })

/** What is open about one subject, those that are part of a storm too. */
export const alertsOf = (subject: string) =>
  queryOptions({ queryKey: ['alerts', 'of', subject], queryFn: () => ask(api.listAlerts({ query: { subject, open_only: true } })) })

const CROWD_PAGE = 20

/** Who is in a storm of thousands, page by page in the order of their numbers. */
export const crowdOf = (head: number) =>
  infiniteQueryOptions({
    queryKey: ['alerts', 'crowd', head],
    initialPageParam: -1,
    queryFn: ({ pageParam }) => ask(api.crowd({ path: { alert_id: head }, query: { after: pageParam, limit: CROWD_PAGE } })),
    getNextPageParam: (last) => (last.length < CROWD_PAGE ? undefined : last.at(-1)?.number),
  })

type About = Pick<AlertOut, 'subject' | 'storm' | 'area_name'>

/** What an alert, or its case, is about; of a storm, what its alerts have in common: a place, or what they hang on. */
export function useSubject(): (of: About) => string {
  const { t } = useTranslation()
  return useCallback(
    (of) => {
      if (!of.storm) return of.subject
      const [kind, value] = of.storm.split(/:(.*)/s)
      return t('alerts.many', { what: kind === 'network' ? value : of.area_name || t('app.city') })
    },
    [t],
  )
}
