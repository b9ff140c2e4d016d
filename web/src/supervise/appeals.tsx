import { useQuery } from '@tanstack/react-query'
import { Checkbox } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { AppealOut } from '../api/generated/types.gen'
import { useAreaName, useNames } from '../api/queries'
import { Empty, Failed } from '../kit/empty'
import { useLooking } from '../kit/looking'
import { Moment } from '../kit/moment'
import { Waiting } from '../kit/waiting'
import { ReviewAppeal } from './appeal-form'
import { appeals } from './supervise-api'
import './supervise.css'

/** Why cases should not count as late, and what two people found. The mark of being late stays either way. */
export default function Appeals() {
  const { t } = useTranslation()
  const [params, look] = useLooking()
  const openOnly = params.get('open') === 'yes'
  const { data, error, refetch } = useQuery(appeals(openOnly))
  const only = Number(params.get('case')) || 0
  const shown = data?.filter((one) => !only || one.case_id === only)
  return (
    <main className="supervise">
      <header>
        <h1>{t('pages.appeals')}</h1>
        <p className="muted grow">{t('supervise.appeals_what')}</p>
        <Checkbox checked={openOnly} onChange={(event) => look({ open: event.target.checked ? 'yes' : '', case: '' })}>
          {t('supervise.open_only')}
        </Checkbox>
      </header>
      {error ? <Failed error={error} again={() => void refetch()} /> : !shown ? <Waiting /> : (
        <section>
          {shown.length === 0 && <Empty>{t('supervise.no_appeals')}</Empty>}
          <ul className="appeals">
            {shown.map((one) => (
              <Appeal key={one.id} of={one} />
            ))}
          </ul>
        </section>
      )}
    </main>
  )
}

export function Appeal({ of }: { of: AppealOut }) {
  const { t } = useTranslation()
  const name = useNames()
  const area = useAreaName()
  return (
    <li className="appeal">
      <p>
        <b className={`appeal-state is-${of.state}`}>{t(`supervise.appeal_${of.state}`)}</b>
        <Link to={`/cases/${of.case_id}`} className="number">
          #{of.case_id}
        </Link>
        <span className="muted">{t('case.who', { area: area(of.area), duty: name(of.duty) })}</span>
      </p>
      <Said who={of.by} at={of.at} text={of.reason} />
      {of.photos.length > 0 && (
        <div className="photos">
          {of.photos.map((photo, place) => (
            <a key={photo} href={`/api/files/${photo}`} target="_blank" rel="noreferrer">
              <img src={`/api/files/${photo}`} alt={t('task.photo_number', { number: place + 1 })} />
            </a>
          ))}
        </div>
      )}
      {of.first_by && of.first_at && <Said who={of.first_by} at={of.first_at} text={of.first_note} label={t('supervise.first_look')} />}
      {of.second_by && of.second_at && <Said who={of.second_by} at={of.second_at} text={of.second_note} label={t('supervise.second_look')} />}
      {of.may_review && <ReviewAppeal of={of} />}
    </li>
  )
}

function Said({ who, at, text, label }: { who: string; at: string; text: string; label?: string }) {
  return (
    <div>
      <small className="muted">
        {label} {who} · <Moment at={at} />
      </small>
      {text && <blockquote>{text}</blockquote>}
    </div>
  )
}
