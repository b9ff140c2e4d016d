import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask, Refusal } from '../api/client'
import { adoptPlanEdition, checkPlanText, withdrawPlanEdition } from '../api/generated/sdk.gen'
import { useAreaName } from '../api/queries'
import { Moment } from '../kit/moment'
import { dayFromNow } from '../kit/time'
import { useMe } from '../people/session'
import { editions, onePlan } from './plans-api'
import { useAct } from './use-act'

const BOARD = 'rule_board'

/** A plan as it is written down; the rule board writes another edition, which is checked before it is adopted. */
export function PlanEditions({ name, area }: { name: string; area: string }) {
  const { t } = useTranslation()
  const { data: plan } = useQuery(onePlan(name, area))
  const board = useMe().posts.some((post) => post.duty === BOARD && area.startsWith(post.area))
  return (
    <section>
      <details>
        <summary>{t(board ? 'plans.adopt' : 'plans.text')}</summary>
        {plan && (board ? <Write key={plan.text} first={plan.text} area={area} /> : <pre className="plan-text">{plan.text}</pre>)}
      </details>
      <Kept name={name} board={board} />
    </section>
  )
}

function Write({ first, area }: { first: string; area: string }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [text, setText] = useState(first)
  const [since, setSince] = useState(dayFromNow(0))
  const [reason, setReason] = useState('')
  const [found, setFound] = useState('')
  const again = () => void client.invalidateQueries({ queryKey: ['words'] })
  const check = useAct(async () => {
    try {
      await ask(checkPlanText({ body: { text, area } }))
      setFound(t('plans.sound'))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      setFound(error.message)
    }
  })
  const adopt = useAct(() => ask(adoptPlanEdition({ body: { text, area, since, reason } })), again)
  return (
    <form
      className="plan-write"
      onSubmit={(event) => {
        event.preventDefault()
        adopt.mutate(undefined)
      }}
    >
      <Input.TextArea className="plan-text" rows={16} spellCheck={false} aria-label={t('plans.text')} value={text} onChange={(event) => setText(event.target.value)} />
      {found && <p role="status">{found}</p>}
      <div className="plan-write-acts">
        <Button onClick={() => check.mutate(undefined)} loading={check.isPending}>
          {t('plans.check')}
        </Button>
        <input type="date" aria-label={t('adopt.since')} value={since} min={dayFromNow(0)} onChange={(event) => setSince(event.target.value)} />
        <Input aria-label={t('adopt.reason')} placeholder={t('adopt.reason')} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
        <Button htmlType="submit" disabled={!reason.trim() || !since} loading={adopt.isPending}>
          {t('plans.adopt_from', { day: since })}
        </Button>
      </div>
    </form>
  )
}

function Kept({ name, board }: { name: string; board: boolean }) {
  const { t } = useTranslation()
  const area = useAreaName()
  const { data } = useQuery(editions)
  const take = useAct((id: number) => ask(withdrawPlanEdition({ path: { edition_id: id } })))
  const own = data?.filter((one) => one.name === name) ?? []
  if (own.length === 0) return null
  return (
    <>
      <h3>{t('plans.editions')}</h3>
      <ul className="lines">
        {own.map((one) => (
          <li key={one.id} className={one.withdrawn ? 'muted' : undefined}>
            <span className="number">#{one.id}</span>
            <span>
              {area(one.area)} {t('plans.since', { day: one.since })} · {one.reason} <small className="muted">{one.by}</small> <Moment at={one.at} />
            </span>
            {one.withdrawn
              ? t('plans.withdrawn')
              : board && (
                  <Button size="small" onClick={() => take.mutate(one.id)}>
                    {t('plans.withdraw')}
                  </Button>
                )}
          </li>
        ))}
      </ul>
    </>
  )
}
