import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { CardOut } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { Moment } from '../kit/moment'
import { useSubject } from './alert-api'

const SHOWN = 8

interface Of {
  of: CardOut
  onOther: (id: number) => void
}

/** Alerts near in place and time. */
export function Near({ of, onOther }: Of) {
  const { t } = useTranslation()
  const name = useNames()
  const subject = useSubject()
  return (
    <section className="drawer-part">
      <h3>{t('why.near')}</h3>
      {of.near.length === 0 && <p className="muted">{t('why.none_near')}</p>}
      <ul className="drawer-lines">
        {of.near.slice(0, SHOWN).map((one) => (
          <li key={one.id}>
            <button type="button" className="plain-link" onClick={() => onOther(one.id)}>
              {subject(one)}
            </button>
            <span>{name(one.detector)}</span>
            <small className="muted">
              <Moment at={one.began} />
            </small>
            <span className="grow" />
            {one.metres !== null && <span className="number">{t('why.metres', { metres: Math.round(one.metres) })}</span>}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Similar ones before and what became of them: the share that was true, with its two counts. */
export function Past({ of, onOther }: Of) {
  const { t } = useTranslation()
  const subject = useSubject()
  const known = of.past.filter((one) => one.outcome)
  const settled = known.filter((one) => one.outcome === 'settled').length
  return (
    <section className="drawer-part">
      <h3>{t('why.past')}</h3>
      {of.past.length === 0 && <p className="muted">{t('why.none_past')}</p>}
      {of.true_share !== null && (
        <p className="share">
          <i aria-hidden style={{ '--share': `${of.true_share * 100}%` } as never} />
          <span className="number">{t('why.true_share', { share: Math.round(of.true_share * 100), settled, known: known.length })}</span>
        </p>
      )}
      <ul className="drawer-lines">
        {of.past.slice(0, SHOWN).map((one) => (
          <li key={one.id}>
            <button type="button" className="plain-link" onClick={() => onOther(one.id)}>
              {subject(one)}
            </button>
            <small className="muted">
              <Moment at={one.began} />
            </small>
            <span className="grow" />
            <span className={one.outcome ? undefined : 'muted'}>{one.outcome ? t(`outcome.${one.outcome}`) : t('why.unknown')}</span>
            {one.case && (
              <Link to={`/cases/${one.case}`} className="number">
                #{one.case}
              </Link>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
