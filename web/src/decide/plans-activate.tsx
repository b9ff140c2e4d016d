import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Input, Modal, Radio, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { ask } from '../api/client'
import { activatePlan } from '../api/generated/sdk.gen'
import type { CaseOut, PlanLine } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { AreaSelect } from '../kit/area-select'
import { pointOf } from '../kit/point'
import { Level } from '../kit/level'
import { useMe } from '../people/session'
import { ACTIVATORS, COLOURS, forCase, foreseen, library } from './plans-api'
import { Foreseen, useGrade } from './plans-levels'
import { useAct } from './use-act'

const NONE: PlanLine[] = []

/** Activate a plan at a level, in a case or at a place; what it will ask of whom is seen before. */
export function ActivatePlan({ first, of, onClose }: { first?: string; of?: CaseOut; onClose: () => void }) {
  const { t } = useTranslation()
  const name = useNames()
  const grade = useGrade()
  const go = useNavigate()
  const me = useMe()
  const [area, setArea] = useState(() => me.posts.find((post) => ACTIVATORS.includes(post.duty))?.area ?? '')
  const listed = useQuery({ ...library(area || '50'), enabled: !of })
  const fitting = useQuery({ ...forCase(of?.id ?? 0), enabled: Boolean(of) })
  const plans = (of ? fitting.data : listed.data) ?? NONE
  const [chosen, setChosen] = useState(first ?? '')
  const plan = plans.find((one) => one.name === chosen) ?? plans[0]
  const [wanted, setWanted] = useState<number>()
  const level = plan?.levels.includes(wanted ?? 0) ? wanted! : (plan?.levels.at(-1) ?? 4)
  const [said, setSaid] = useState({ subject: '', point: '', why: '', drill: false })
  const set = (change: Partial<typeof said>) => setSaid((now) => ({ ...now, ...change }))
  const where = { subject: said.subject, area, ...pointOf(said.point) }
  const act = useAct(
    () => ask(activatePlan({ body: { plan: plan!.name, level, why: said.why, ...(of ? { case: of.id } : { where, drill: said.drill }) } })),
    (done) => {
      onClose()
      if (!of) void go(`/cases/${done.case}`)
    },
  )
  const ready = plan && (of || (said.subject.trim() && (area || said.point.trim())))
  return (
    <Modal open title={of ? t('plans.in_case', { id: of.id }) : t('plans.activate')} onCancel={onClose} width={720} footer={null}>
      <form
        className="fields plan-form"
        onSubmit={(event) => {
          event.preventDefault()
          act.mutate(undefined)
        }}
      >
        <label htmlFor="plan-name" className="whole">
          {t('plans.plan')}
          <Select id="plan-name" value={plan?.name} options={plans.map((one) => ({ value: one.name, label: name(`plan.${one.name}`), disabled: one.faults.length > 0 }))} onChange={setChosen} />
        </label>
        <div className="whole">
          <Radio.Group className="plan-level-choice" aria-label={t('plans.level')} value={level} onChange={(event) => setWanted(Number(event.target.value))}>
            {plan?.levels.map((one) => (
              <Radio key={one} value={one}>
                <Level warning={one} word /> <small className="muted">{name(`plan.${plan.name}.when.${COLOURS[one]}`)}</small>
              </Radio>
            ))}
          </Radio.Group>
        </div>
        {!of && (
          <>
            <label className="whole">
              {t('plans.subject')}
              <Input value={said.subject} maxLength={200} onChange={(event) => set({ subject: event.target.value })} />
            </label>
            <label htmlFor="plan-area">
              {t('plans.area')}
              <AreaSelect id="plan-area" value={area} label={t('plans.area')} whole={t('app.city')} onChange={setArea} />
            </label>
            <label>
              {t('plans.point')}
              <Input value={said.point} placeholder="106.556, 29.556" maxLength={60} onChange={(event) => set({ point: event.target.value })} />
            </label>
          </>
        )}
        <label className="whole">
          {t('plans.why')}
          <Input value={said.why} maxLength={500} onChange={(event) => set({ why: event.target.value })} />
        </label>
        {of && plan && <Ahead case={of.id} plan={plan.name} level={level} />}
        {!of && (
          <div className="whole">
            <Checkbox checked={said.drill} onChange={(event) => set({ drill: event.target.checked })}>
              {t('plans.drill')}
            </Checkbox>
          </div>
        )}
        <Button className="whole" type="primary" htmlType="submit" disabled={!ready} loading={act.isPending}>
          {t('plans.go', { level: grade(level) })}
        </Button>
      </form>
    </Modal>
  )
}

function Ahead({ case: id, plan, level }: { case: number; plan: string; level: number }) {
  const { data } = useQuery(foreseen(id, plan, level))
  return <div className="whole">{data && <Foreseen steps={data.steps} />}</div>
}
