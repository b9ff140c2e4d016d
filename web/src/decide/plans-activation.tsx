import { useQuery } from '@tanstack/react-query'
import { App, Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ask } from '../api/client'
import { changeLevel, holdLevel, standDown } from '../api/generated/sdk.gen'
import type { ActivationOut } from '../api/generated/types.gen'
import { layers, useNames } from '../api/queries'
import { Level } from '../kit/level'
import { Moment } from '../kit/moment'
import { useNow } from '../kit/time'
import { LAYERS, mapAddress, shownFirst } from './gathering-layers'
import { useGrade } from './plans-levels'
import { useAct } from './use-act'

type Act = { kind: 'level'; level: number } | { kind: 'hold' } | { kind: 'down' }

/** A plan that is followed: its level, who leads, how far it is, when to look again; and what may be done with it. */
export function Activation({ of, linked = false }: { of: ActivationOut; linked?: boolean }) {
  const { t } = useTranslation()
  const name = useNames()
  const { data: drawn } = useQuery(layers)
  const now = useNow().getTime()
  const asked = of.tasks.filter((task) => task.state !== 'dropped')
  const late = asked.filter((task) => task.late).length
  const overdue = of.due !== null && !of.ended && Date.parse(of.due) < now
  return (
    <article className={of.ended ? 'activation is-over' : `activation is-${of.level}`} aria-label={name(`plan.${of.plan}`)}>
      <h3>
        <Level warning={of.level} word /> {name(`plan.${of.plan}`)}
        {of.drill && <span className="drill-mark">{t('plans.drill_mark')}</span>}
      </h3>
      {linked && (
        <p>
          <Link to={`/cases/${of.case}`}>
            <span className="number">#{of.case}</span> {of.subject}
          </Link>{' '}
          <small className="muted">{of.area_name || t('app.city')}</small>
        </p>
      )}
      <p>
        <span className="number">{t('plans.tasks', { done: asked.filter((task) => task.state === 'finished').length, of: asked.length })}</span>
        {late > 0 && <span className="is-refused number"> · {t('plans.late', { count: late })}</span>}
        <small className="muted">
          {' '}
          {t('plans.led')} {of.lead_names.slice(0, 3).join(' ') || name(of.lead_duty)}
        </small>
      </p>
      <p className="muted">
        <small>
          <Moment at={of.began} /> {of.by}
          {of.ended ? (
            <>
              {' · '}
              <Moment at={of.ended} /> {t('plans.over')}
            </>
          ) : (
            of.due && (
              <span className={overdue ? 'is-refused' : undefined}>
                {' · '}
                {t('plans.look_by')} <Moment at={of.due} />
              </span>
            )
          )}
        </small>
      </p>
      {!of.ended && of.lon !== null && of.lat !== null && (
        <p>
          <Link to={mapAddress({ lon: of.lon, lat: of.lat, zoom: of.zoom }, shownFirst(of.layers), (drawn ?? []).map((one) => one.name))}>{t('plans.map')}</Link>{' '}
          <small className="muted">{LAYERS.filter((one) => of.layers.includes(one)).map((one) => t(`gatherings.layer.${one}`)).join(' · ')}</small>
        </p>
      )}
      {of.may && <Acts of={of} />}
    </article>
  )
}

function Acts({ of }: { of: ActivationOut }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const grade = useGrade()
  const [doing, setDoing] = useState<Act>()
  const [why, setWhy] = useState('')
  const act = useAct(
    (one: Act) => {
      const path = { activation_id: of.id }
      if (one.kind === 'level') return ask(changeLevel({ path, body: { level: one.level, why } }))
      return one.kind === 'hold' ? ask(holdLevel({ path, body: { why } })) : ask(standDown({ path, body: { why } }))
    },
    () => {
      setDoing(undefined)
      setWhy('')
    },
  )
  const title = (one: Act) => (one.kind === 'level' ? t(one.level < of.level ? 'plans.raise' : 'plans.lower', { level: grade(one.level) }) : t(one.kind === 'hold' ? 'plans.hold' : 'plans.stand_down'))
  const next = (step: number) => of.levels.filter((level) => Math.sign(level - of.level) === step).sort((a, b) => step * (a - b))[0]
  const ways: Act[] = [...[next(-1), next(1)].filter((level) => level !== undefined).map((level) => ({ kind: 'level' as const, level })), { kind: 'hold' }, { kind: 'down' }]
  const go = () => (why.trim() && doing ? act.mutate(doing) : void message.info(t('ask.again', { field: t('plans.why') })))
  return (
    <div className="activation-acts">
      {ways.map((one) => (
        <Button key={title(one)} size="small" danger={one.kind === 'down'} onClick={() => setDoing(one)}>
          {title(one)}
        </Button>
      ))}
      <Modal open={doing !== undefined} title={doing && title(doing)} onCancel={() => setDoing(undefined)} onOk={go} confirmLoading={act.isPending} okText={doing && title(doing)}>
        <Input.TextArea rows={2} maxLength={500} aria-label={t('plans.why')} placeholder={t('plans.why')} value={why} onChange={(event) => setWhy(event.target.value)} />
      </Modal>
    </div>
  )
}
