import { queryOptions, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import * as api from '../api/generated/sdk.gen'
import type { PolicyOut } from '../api/generated/types.gen'
import { newestAlerts, parameters, useAreaName, useNames } from '../api/queries'

export const MODES: readonly PolicyOut['mode'][] = ['automatic', 'by_hand', 'shadow']
/** A line as it was adopted: the server says every part of it. */
export type PolicyLine = Required<PolicyOut>
export const policies = queryOptions({ queryKey: ['policies'], queryFn: async () => (await ask(api.listPolicies())) as PolicyLine[] })

/** Every detector that is known of here: those with parameters and those that have found something. */
export function useDetectors(): string[] {
  const { data: known } = useQuery(parameters)
  const { data: found } = useQuery(newestAlerts)
  return [...new Set([...(known ?? []), ...(found ?? [])].map((one) => one.detector))].sort()
}

const clock = (hour: number): string => `${String(Math.floor(hour)).padStart(2, '0')}:${String(Math.round((hour % 1) * 60)).padStart(2, '0')}`

/** What a line is about, in words. */
export function useAbout(): (of: PolicyLine) => string {
  const { t } = useTranslation()
  const name = useNames()
  const area = useAreaName()
  return (of) => {
    const always = of.from_h === 0 && of.to_h === 24
    return [
      of.detector ? name(of.detector) : t('mutes.any_detector'),
      of.warning ? t(`level.${of.warning}`) : t('alerts.any_level'),
      area(of.area),
      always ? t('policies.always') : `${clock(of.from_h)}–${clock(of.to_h)}`,
    ].join(' · ')
  }
}
