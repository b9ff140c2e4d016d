import { queryOptions } from '@tanstack/react-query'
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

/** What an alert is about; of a storm, what its alerts have in common. */
export function useSubject(): (alert: AlertOut) => string {
  const { t } = useTranslation()
  return (alert) => {
    if (!alert.storm) return alert.subject
    const [kind, value] = alert.storm.split(/:(.*)/s)
    return kind === 'network' ? String(value) : alert.area_name || t('app.city')
  }
}
