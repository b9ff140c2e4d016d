import { useQuery } from '@tanstack/react-query'
import { Button, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ask } from '../api/client'
import { lookAtSampled, makeBriefAgain } from '../api/generated/sdk.gen'
import type { BriefOut, SoundingOut } from '../api/generated/types.gen'
import { useAreaName } from '../api/queries'
import { useAct } from '../decide/use-act'
import { Empty, Failed } from '../kit/empty'
import { Waiting } from '../kit/waiting'
import { useMe } from '../people/session'
import { language } from '../words'
import { briefs, spotChecks } from './reviews-api'
import { Order, Rhythms } from './rhythms'
import './review.css'

const KINDS = ['daily', 'weekly', 'monthly', 'quarterly', 'sounding'] as const
const FORMS = ['pdf', 'docx', 'xlsx'] as const

/** What the city wrote about itself, to be taken away as documents; and the cases drawn to be looked at again. */
export default function Briefs() {
  const { t } = useTranslation()
  const [kind, setKind] = useState<(typeof KINDS)[number]>('daily')
  const { data, error, refetch } = useQuery(briefs({ kind }))
  const own = useMe().posts[0]?.area ?? '50'
  const [area, setArea] = useState(own.length > 9 ? own.slice(0, 9) : own)
  return (
    <main className="review">
      <header>
        <h1>{t('pages.briefs')}</h1>
        <p className="muted">{t('briefs.what')}</p>
      </header>
      <Rhythms area={area} choose={setArea} />
      <Order area={area} />
      <div className="review-pair">
        <section aria-label={t('pages.briefs')}>
          <h2>
            <Segmented value={kind} onChange={setKind} options={KINDS.map((one) => ({ value: one, label: t(`briefs.${one}`) }))} />
          </h2>
          {error ? <Failed error={error} again={() => void refetch()} /> : !data ? <Waiting /> : null}
          {data?.length === 0 && <Empty>{t('briefs.none')}</Empty>}
          <ul className="amendments">
            {data?.map((one) => (
              <Brief key={one.id} of={one} />
            ))}
          </ul>
        </section>
        <SpotChecks />
      </div>
    </main>
  )
}

function Brief({ of }: { of: BriefOut }) {
  const { t } = useTranslation()
  const again = useAct(() => ask(makeBriefAgain({ path: { brief_id: of.id } })))
  return (
    <li aria-label={`${of.area_name} ${of.since}`}>
      <p className="row">
        <b>{of.area_name}</b> <span className="number">{of.since}</span>
        {of.version > 1 && <span className="is-refused">{t('briefs.corrected', { count: of.corrections, version: of.version })}</span>}
        <span className="grow" />
        {FORMS.filter((form) => of.forms?.includes(form)).map((form) => (
          <a key={form} href={`/api/briefs/${of.id}/${form}?language=${language()}`} download>
            {form.toUpperCase()}
          </a>
        ))}
        {!of.printed && <small className="muted">{t('briefs.printing')}</small>}
        <Button size="small" loading={again.isPending} onClick={() => again.mutate(undefined)}>
          {t(again.data?.same ? 'briefs.same' : 'briefs.again')}
        </Button>
      </p>
      {of.missing && <small className="is-refused">{of.missing}</small>}
    </li>
  )
}

function SpotChecks() {
  const { t } = useTranslation()
  const { data } = useQuery(spotChecks)
  return (
    <section aria-label={t('briefs.spot')}>
      <h2>{t('briefs.spot')}</h2>
      <p className="muted">{t('briefs.spot_what')}</p>
      {data?.length === 0 && <Empty>{t('briefs.no_spot')}</Empty>}
      <ul className="amendments">
        {data?.map((one) => (
          <SpotCheck key={one.id} of={one} />
        ))}
      </ul>
    </section>
  )
}

function SpotCheck({ of }: { of: SoundingOut }) {
  const { t } = useTranslation()
  const area = useAreaName()
  const { login } = useMe()
  const look = useAct((said: { id: number; passed: boolean }) =>
    ask(lookAtSampled({ path: { sounding_id: of.id, case_id: said.id }, body: { passed: said.passed, note: said.passed ? '' : t('briefs.not_passed') } })),
  )
  const left = of.cases.filter((id) => of.looks.filter((one) => one.case_id === id).length < 2 && !of.looks.some((one) => one.case_id === id && one.by === login))
  return (
    <li>
      <p>
        <b>{area(of.area)}</b> <span className="number">{of.since.slice(0, 7)}</span>{' '}
        {of.concluded && of.looked > 0
          ? t('briefs.result', { passed: of.passed, looked: of.looked, least: Math.round(of.least * 100), most: Math.round(of.most * 100) })
          : t(of.drawn ? 'briefs.drawn' : 'briefs.told', { count: of.cases.length, of: of.closed_cases })}
      </p>
      <p className="muted number seed">{t(of.seed ? 'briefs.seed' : 'briefs.digest', { said: of.seed || of.digest })}</p>
      {left.map((id) => (
        <p key={id} className="row">
          <Link to={`/cases/${id}`} className="number">
            #{id}
          </Link>
          <Button size="small" onClick={() => look.mutate({ id, passed: true })}>
            {t('briefs.pass')}
          </Button>
          <Button size="small" onClick={() => look.mutate({ id, passed: false })}>
            {t('briefs.fail')}
          </Button>
        </p>
      ))}
    </li>
  )
}
