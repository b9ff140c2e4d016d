import { useQuery } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { adoptPlan, draftPlan, undoPlan } from '../api/generated/sdk.gen'
import type { PlanOut } from '../api/generated/types.gen'
import { AreaSelect } from '../kit/area-select'
import { Empty, Failed } from '../kit/empty'
import { dayFromNow } from '../kit/time'
import { Waiting } from '../kit/waiting'
import { areaOf, plans, useReread } from './matrix-api'
import { Effect } from './reorganise-effect'
import { useAct } from './use-act'
import './matrix.css'

/** Streets, communities and grids that are merged: drafted, looked at, and done from a day on. */
export default function Reorganise() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(plans)
  const [chosen, setChosen] = useState<number>()
  const shown = data?.find((one) => one.id === chosen) ?? data?.[0]
  return (
    <main className="reorganise">
      <header>
        <h1>{t('pages.reorganise')}</h1>
        <p className="muted grow">{t('reorganise.what')}</p>
      </header>
      {error ? <Failed error={error} again={() => void refetch()} /> : !data ? <Waiting /> : null}
      <div className="reorganise-body">
        <div>
          <Merge onDrafted={setChosen} />
          <section aria-label={t('reorganise.plans')}>
            <h2>{t('reorganise.plans')}</h2>
            {data?.length === 0 && <Empty>{t('reorganise.none')}</Empty>}
            <ul>
              {data?.map((one) => (
                <li key={one.id}>
                  <Button type={one.id === shown?.id ? 'link' : 'text'} onClick={() => setChosen(one.id)}>
                    #{one.id} {one.title}
                  </Button>
                  <small className="muted">
                    {t(`reorganise.${one.state}`)} {one.since}
                  </small>
                </li>
              ))}
            </ul>
          </section>
        </div>
        {shown && <Plan key={shown.id} of={shown} />}
      </div>
    </main>
  )
}

/** Choose neighbours on one level and the one they go into. */
function Merge({ onDrafted }: { onDrafted: (id: number) => void }) {
  const { t } = useTranslation()
  const reread = useReread()
  const [path, setPath] = useState<string[]>([])
  const [chosen, setChosen] = useState<string[]>([])
  const [into, setInto] = useState('')
  const above = path.at(-1) ?? ''
  const { data } = useQuery({ ...areaOf(above), enabled: above !== '' })
  const options = (data?.children ?? []).map((one) => ({ value: one.code, label: `${one.name} ${one.code.slice(-3)}` }))
  const names = chosen.map((code) => options.find((one) => one.value === code)?.label ?? code)
  const act = useAct(
    () => ask(draftPlan({ body: { title: t('reorganise.merge_of', { names: names.join('、') }), steps: [{ kind: 'merge', areas: chosen, into }] } })),
    (made) => {
      reread()
      setChosen([])
      onDrafted(made.id)
    },
  )
  const go = (codes: string[]) => {
    setPath(codes)
    setChosen([])
    setInto('')
  }
  return (
    <section aria-label={t('reorganise.merge')}>
      <h2>{t('reorganise.merge')}</h2>
      <AreaSelect value={path[0] ?? ''} label={t('matrix.area')} onChange={(code) => go(code ? [code] : [])} />
      {data && data.area.level !== 'community' && (
        <Select
          aria-label={t('reorganise.down')}
          placeholder={t('reorganise.down')}
          value={undefined}
          options={options}
          onChange={(code: string) => go([...path, code])}
        />
      )}
      {path.length > 1 && (
        <Button type="text" size="small" onClick={() => go(path.slice(0, -1))}>
          ← {data?.area.name}
        </Button>
      )}
      <Select mode="multiple" aria-label={t('reorganise.which')} placeholder={t('reorganise.which')} value={chosen} options={options} onChange={setChosen} />
      <Select
        aria-label={t('reorganise.into')}
        value={into}
        options={[{ value: '', label: t('reorganise.new_code') }, ...options.filter((one) => chosen.includes(one.value))]}
        onChange={setInto}
      />
      <Button type="primary" disabled={chosen.length < 2} loading={act.isPending} onClick={() => act.mutate(undefined)}>
        {t('reorganise.draft')}
      </Button>
    </section>
  )
}

function Plan({ of }: { of: PlanOut }) {
  const { t } = useTranslation()
  const reread = useReread()
  const [since, setSince] = useState(dayFromNow(1))
  const adopt = useAct(() => ask(adoptPlan({ path: { plan_id: of.id }, body: { since } })), reread)
  const undo = useAct(() => ask(undoPlan({ path: { plan_id: of.id } })), reread)
  return (
    <section aria-label={of.title}>
      <h2>{of.title}</h2>
      <div className="drawer-acts">
        {of.state === 'drafted' && (
          <>
            <Input type="date" className="matrix-day" aria-label={t('matrix.since')} min={dayFromNow(1)} value={since} onChange={(event) => setSince(event.target.value)} />
            <Button type="primary" loading={adopt.isPending} disabled={!since} onClick={() => adopt.mutate(undefined)}>
              {t('reorganise.adopt')}
            </Button>
          </>
        )}
        {of.state === 'adopted' && (
          <Button loading={undo.isPending} onClick={() => undo.mutate(undefined)}>
            {t('reorganise.undo')}
          </Button>
        )}
      </div>
      {of.state === 'drafted' && since && <Effect id={of.id} since={since} />}
    </section>
  )
}
