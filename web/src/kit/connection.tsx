import { useTranslation } from 'react-i18next'
import { useLive } from '../api/live'
import { clockOf } from './time'

/** Whether what is shown is live; calm when not. */
export function Connection() {
  const { t } = useTranslation()
  const { lostSince } = useLive()
  return (
    <span className={lostSince ? 'connection lost' : 'connection'} role="status">
      <i aria-hidden />
      {lostSince ? t('shell.lost', { clock: clockOf(lostSince) }) : <span className="wide">{t('shell.live')}</span>}
    </span>
  )
}
