import { useQuery } from '@tanstack/react-query'
import { Button, Input, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { finishImprovement } from '../api/generated/sdk.gen'
import type { ImprovementOut } from '../api/generated/types.gen'
import { useAreaName, useNames } from '../api/queries'
import { useAct } from '../decide/use-act'
import { Empty } from '../kit/empty'
import { improvements } from './reviews-api'

const STANDINGS = ['open', 'late', 'done'] as const

/** What is to be made better, whose it is and by when. */
export function Improvements() {
  const { t } = useTranslation()
  const [standing, setStanding] = useState<(typeof STANDINGS)[number]>('open')
  const { data } = useQuery(improvements(standing))
  return (
    <section aria-label={t('reviews.improvements')}>
      <h2>
        {t('reviews.improvements')} <span className="grow" />
        <Segmented size="small" value={standing} onChange={setStanding} options={STANDINGS.map((one) => ({ value: one, label: t(`reviews.${one}`) }))} />
      </h2>
      {data?.length === 0 && <Empty>{t('reviews.no_improvements')}</Empty>}
      <ul className="amendments">
        {data?.map((one) => (
          <Improvement key={one.id} of={one} />
        ))}
      </ul>
    </section>
  )
}

export function Improvement({ of }: { of: ImprovementOut }) {
  const { t } = useTranslation()
  const name = useNames()
  const area = useAreaName()
  const [note, setNote] = useState('')
  const done = useAct(() => ask(finishImprovement({ path: { improvement_id: of.id }, body: { note } })))
  return (
    <li aria-label={of.what}>
      <p>
        <b>{of.what}</b> <span className={of.late ? 'is-refused' : 'muted'}>{t(of.late ? 'reviews.due_late' : 'reviews.due', { day: of.due })}</span>
      </p>
      <p className="muted">
        {of.owner} · {name(of.duty)} · {area(of.area)}
        {of.done && ` · ${t('reviews.done_by', { who: of.done_by })}：${of.note}`}
      </p>
      {!of.done && (
        <p className="row">
          <Input size="small" value={note} maxLength={2000} placeholder={t('reviews.note')} aria-label={t('reviews.note')} onChange={(event) => setNote(event.target.value)} />
          <Button size="small" disabled={!note.trim()} loading={done.isPending} onClick={() => done.mutate(undefined)}>
            {t('reviews.finish')}
          </Button>
        </p>
      )}
    </li>
  )
}
