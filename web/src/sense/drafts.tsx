import { queryOptions, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { listDrafts, ruleOnDetector } from '../api/generated/sdk.gen'
import type { DraftOut, FormIn } from '../api/generated/types.gen'
import { useAct } from '../decide/use-act'
import { Empty } from '../kit/empty'
import { Moment } from '../kit/moment'
import { language } from '../words'
import { BLANK, DraftForm } from './draft-form'
import { useNumberNames } from './draft-numbers'

export const drafts = queryOptions({ queryKey: ['review', 'drafts'], queryFn: () => ask(listDrafts()) })

/** Every detector people wrote, and the form in which the next version is written. */
export function Drafts() {
  const { t } = useTranslation()
  const { data } = useQuery(drafts)
  const [form, setForm] = useState<FormIn>()
  return (
    <section aria-label={t('drafts.title')}>
      <h2>
        {t('drafts.title')}
        <Button size="small" onClick={() => setForm(BLANK)}>
          {t('drafts.new')}
        </Button>
      </h2>
      {form && <DraftForm key={`${form.name} ${JSON.stringify(form).length}`} begun={form} onKept={() => setForm(undefined)} />}
      {data?.length === 0 && !form && <Empty>{t('drafts.none')}</Empty>}
      <ul className="drafts">{data?.map((one) => <Draft key={one.name} of={one} onWrite={setForm} />)}</ul>
    </section>
  )
}

function Draft({ of, onWrite }: { of: DraftOut; onWrite: (form: FormIn) => void }) {
  const { t } = useTranslation()
  const called = useNumberNames()
  const rule = useAct((version: number | null) =>
    ask(ruleOnDetector({ path: { name: of.name }, body: { version, reason: t(version ? 'drafts.reason_live' : 'drafts.reason_retire') } })),
  )
  const newest = of.versions[0]
  if (!newest) return null
  return (
    <li>
      <p>
        <b>{newest.form.titles[language()]}</b> <small className="muted number">{of.name}</small>{' '}
        <span className={of.live ? 'live' : 'muted'}>{of.live ? t('drafts.live', { version: of.live }) : t('drafts.not_live')}</span>
        <span className="acts">
          <Button size="small" onClick={() => onWrite(newest.form as FormIn)}>
            {t('drafts.write')}
          </Button>
          {of.live && (
            <Button size="small" loading={rule.isPending} onClick={() => rule.mutate(null)}>
              {t('drafts.retire')}
            </Button>
          )}
        </span>
      </p>
      <ol>
        {of.versions.map((one) => (
          <li key={one.version} className="number">
            {t('drafts.version', { version: one.version })} · {t(`kind.${one.form.kind}`)} · {one.form.holds || Object.entries(one.form.values ?? {}).map(([asked, value]) => `${called(one.form.kind, asked)} ${value}`).join(', ')} ·{' '}
            <span className="muted">
              {one.reason} · {t('drafts.tried', { found: Number(one.tried.found), readings: Number(one.tried.readings) })} · {one.by} <Moment at={one.at} />
            </span>
            {one.version !== of.live && (
              <Button size="small" type="link" loading={rule.isPending} onClick={() => rule.mutate(one.version)}>
                {t('drafts.put_in_force')}
              </Button>
            )}
          </li>
        ))}
      </ol>
    </li>
  )
}
