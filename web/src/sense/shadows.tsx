import { queryOptions, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { beginShadow, endShadow, listShadows, seeBeside } from '../api/generated/sdk.gen'
import type { ShadowOut, TrialOut } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { useAct } from '../decide/use-act'
import { Empty } from '../kit/empty'
import { Moment } from '../kit/moment'
import { Side, trials, useValues } from './trials'

const shadows = queryOptions({ queryKey: ['review', 'shadows'], queryFn: () => ask(listShadows()) })

/** What runs beside the live detectors without raising anything. */
export function Shadows() {
  const { t } = useTranslation()
  const { data } = useQuery(shadows)
  const { data: tried } = useQuery(trials)
  const last = tried?.find((one) => one.outcome && one.second)
  return (
    <section aria-label={t('shadows.title')}>
      <h2>
        {t('shadows.title')}
        {last && <Begin after={last} />}
      </h2>
      {data?.length === 0 && <Empty>{t('shadows.none')}</Empty>}
      {data?.slice(0, 8).map((one) => <Beside key={one.id} of={one} />)}
    </section>
  )
}

/** What a trial showed on the past may now show itself on what comes. */
function Begin({ after }: { after: TrialOut }) {
  const { t } = useTranslation()
  const name = useNames()
  const act = useAct(() =>
    ask(beginShadow({ body: { detector: after.detector, version: after.version ?? null, values: after.second ?? {}, reason: t('shadows.after', { id: after.id }) } })),
  )
  return (
    <Button size="small" loading={act.isPending} onClick={() => act.mutate(undefined)}>
      {t('shadows.begin', { detector: name(after.detector) })}
    </Button>
  )
}

function Beside({ of }: { of: ShadowOut }) {
  const { t } = useTranslation()
  const name = useNames()
  const [open, setOpen] = useState(of.ended === null)
  const { data } = useQuery({
    queryKey: ['review', 'shadow', of.id],
    queryFn: () => ask(seeBeside({ path: { shadow_id: of.id } })),
    enabled: open,
    refetchInterval: of.ended ? false : 10_000,
  })
  const end = useAct(() => ask(endShadow({ path: { shadow_id: of.id } })))
  const values = useValues(of.detector)(of.values)
  return (
    <article className="trial">
      <p>
        <b>{name(of.detector)}</b> <span className="number">{values}</span> <small className="muted">{of.reason} · {of.by} <Moment at={of.began} /></small>
        <span className="acts">
          <Button size="small" type="link" onClick={() => setOpen(!open)}>{t(open ? 'shadows.hide' : 'shadows.show')}</Button>
          {!of.ended && <Button size="small" loading={end.isPending} onClick={() => end.mutate(undefined)}>{t('shadows.end')}</Button>}
        </span>
      </p>
      {open && data && (
        <div className="sides">
          <Side detector={of.detector} title={t('shadows.live')} of={data.live} unit={data.unit} two />
          <Side detector={of.detector} title={t('shadows.shadow')} of={data.shadowed} unit={data.unit} two />
        </div>
      )}
    </article>
  )
}
