import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { ReplayOut } from '../api/generated/types.gen'
import { Moment } from '../kit/moment'
import { inFull } from '../kit/time'

interface Of {
  label: string
  then: number
  now: number
  of: number
  says: string
}

/** Two counts as two bars on one scale: then, and under the other value. */
function Pair({ label, then, now, of, says }: Of) {
  const { t } = useTranslation()
  const bar = (name: string, count: number, kind: string) => (
    <p className={kind}>
      <small>{name}</small>
      <span className="pair-bar" aria-hidden>
        <i style={{ width: `${of ? (count / of) * 100 : 0}%` }} />
      </span>
      <b className="number">{count}</b>
    </p>
  )
  return (
    <div className="pair">
      <h3>{label}</h3>
      {bar(t('compared.then'), then, 'then')}
      {bar(t('compared.now'), now, 'now')}
      <small className="muted number">{says}</small>
    </div>
  )
}

/** What the other value would have changed; every rate with its two counts. */
export function Compared({ replay, unit }: { replay: ReplayOut; unit: string }) {
  const { t } = useTranslation()
  const most = Math.max(replay.found_then, replay.found_now)
  return (
    <div className="compared" role="region" aria-label={t('compared.title')}>
      <p>
        <b>{t('compared.title')}</b>{' '}
        <span className="number">
          {t('compared.under', { value: replay.value, unit })} · {inFull(new Date(replay.since)).slice(0, 10)} – {inFull(new Date(replay.until)).slice(0, 10)}
        </span>{' '}
        <small className="muted">
          <Moment at={replay.at} /> {replay.by}
        </small>
      </p>
      <div className="pairs">
        <Pair label={t('compared.found')} then={replay.found_then} now={replay.found_now} of={most} says={t('compared.found_says', { then: replay.found_then, now: replay.found_now })} />
        <Pair label={t('compared.true')} then={replay.true_then} now={replay.true_kept} of={replay.true_then} says={t('compared.kept', { kept: replay.true_kept, then: replay.true_then })} />
        <Pair label={t('compared.false')} then={replay.false_then} now={replay.false_kept} of={replay.false_then} says={t('compared.kept', { kept: replay.false_kept, then: replay.false_then })} />
      </div>
      {replay.missed.length > 0 ? (
        <p className="missed">
          {t('compared.missed', { count: replay.missed.length })}{' '}
          {replay.missed.map((id) => (
            <Link key={id} to={`/cases/${id}`} className="number">
              #{id}
            </Link>
          ))}
        </p>
      ) : (
        <p className="muted">{t('compared.none_missed')}</p>
      )}
    </div>
  )
}
