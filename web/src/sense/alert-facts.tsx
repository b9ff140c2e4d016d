import { useTranslation } from 'react-i18next'
import type { AlertOut } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { Amount } from '../kit/amount'
import { Moment } from '../kit/moment'
import { useNow, useSpoken } from '../kit/time'

/** What a detector noticed, in its own numbers. */
export function AlertFacts({ alert }: { alert: AlertOut }) {
  const { t } = useTranslation()
  const name = useNames()
  const { last } = useSpoken()
  const now = useNow()
  return (
    <dl className="number">
      <dt>{t('alert.detector')}</dt>
      <dd>{name(alert.detector)}</dd>
      <dt>{t('alert.place')}</dt>
      <dd>{alert.area_name || t('app.city')}</dd>
      <dt>{t('alert.when')}</dt>
      <dd>
        <Moment at={alert.began} /> · {t(alert.open ? 'alerts.lasting' : 'alert.lasted', { time: last((alert.open ? now.getTime() : Date.parse(alert.ended)) - Date.parse(alert.began)) })}
      </dd>
      <dt>{t('alert.peak')}</dt>
      <dd>
        <Amount value={alert.peak} unit={alert.unit} />
      </dd>
      <dt>{t('alert.count')}</dt>
      <dd>{t('alert.times', { count: alert.count })}</dd>
    </dl>
  )
}
