import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { numbers, useNames } from '../api/queries'
import { Level } from '../kit/level'
import { clockOf, inFull, useNow } from '../kit/time'
import { LEVELS, type WarningLevel } from '../tokens'
import { useAddress } from './map/address'

const STATES = ['opened', 'dispatched', 'at_work', 'done']
const STALE_MS = 150_000

/** What the wall says first: what is wrong, how bad, and who has it. */
export function Numbers() {
  const { t } = useTranslation()
  const name = useNames()
  const { data } = useQuery(numbers)
  const now = useNow()
  const at = data && new Date(data.at)
  const stale = at && now.getTime() - at.getTime() > STALE_MS
  const { hidden, set } = useAddress()
  const shown = LEVELS.filter((level) => !hidden.has(`level-${level}`))
  const only = shown.length === 1 ? shown[0] : undefined
  /** Show one level alone on the map and in the list; the same again shows all. */
  const show = (level: WarningLevel) => {
    const others = [...hidden].filter((key) => !key.startsWith('level-'))
    const away = only === level ? [] : LEVELS.filter((other) => other !== level).map((other) => `level-${other}`)
    set({ hide: [...others, ...away].join(' ') || null })
  }
  const alerts = LEVELS.map((level) => data?.alerts[level] ?? 0)
  return (
    <div className={stale ? 'numbers stale' : 'numbers'}>
      <h2>
        {t('numbers.alerts')}
        {at && (
          <time dateTime={data.at} title={inFull(at)}>
            {t(stale ? 'numbers.stale' : 'numbers.as_of', { clock: clockOf(at) })}
          </time>
        )}
      </h2>
      <ul className="figures four">
        {LEVELS.map((level, index) => (
          <li key={level} className={alerts[index] ? '' : 'zero'}>
            <button type="button" aria-pressed={only === level} title={t(only === level ? 'numbers.all' : 'numbers.only')} onClick={() => show(level)}>
              <b className="number">{data ? alerts[index] : '–'}</b>
              <Level warning={level} word />
            </button>
          </li>
        ))}
      </ul>
      <h2>{t('numbers.cases')}</h2>
      <ul className="figures four">
        {STATES.map((state) => (
          <li key={state} className={data?.cases[state] ? '' : 'zero'}>
            <Link to={`/cases?state=${state}`}>
              <b className="number">{data?.cases[state] ?? '–'}</b>
              <span>{name(`state.${state}`)}</span>
            </Link>
          </li>
        ))}
      </ul>
      <ul className="figures two">
        <li className={data?.overdue ? 'bad' : 'zero'}>
          <b className="number">{data?.overdue ?? '–'}</b>
          <span>{t('numbers.overdue')}</span>
        </li>
        <li className={data?.closed_today ? '' : 'zero'}>
          <b className="number">{data?.closed_today ?? '–'}</b>
          <span>{t('numbers.closed_today')}</span>
        </li>
      </ul>
    </div>
  )
}
