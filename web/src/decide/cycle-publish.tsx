import { useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { publishCycle, tryCycle } from '../api/generated/sdk.gen'
import type { TriedCycleOut } from '../api/generated/types.gen'
import { useMe } from '../people/session'
import { STAGES, type CycleBody } from './cycles-api'
import { useAct } from './use-act'

interface Of {
  body: CycleBody
  raw: Record<string, unknown>
  newest: number
}

/** A new edition, beginning with the one that is shown: how long stages may take, and, for who wants more, all of it as text. */
export function PublishCycle({ body, raw, newest }: Of) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const may = useMe().posts.some((post) => post.duty === 'rule_board' && post.area === '50')
  const [limits, setLimits] = useState(body.limits)
  const [text, setText] = useState<string>()
  const [reason, setReason] = useState('')
  const [tried, setTried] = useState<TriedCycleOut>()
  const [unreadable, setUnreadable] = useState(false)
  const said = (): Record<string, unknown> | undefined => {
    try {
      const whole = text === undefined ? raw : (JSON.parse(text) as Record<string, unknown>)
      setUnreadable(false)
      return text === undefined ? { ...whole, limits: Object.fromEntries(Object.entries(limits).filter(([, one]) => one.trim())) } : whole
    } catch {
      setUnreadable(true)
      return undefined
    }
  }
  const look = useAct((of: Record<string, unknown>) => ask(tryCycle({ body: { body: of } })), setTried)
  const publish = useAct(
    (of: Record<string, unknown>) => ask(publishCycle({ body: { body: of, reason } })),
    () => {
      setReason('')
      setTried(undefined)
      for (const key of ['cycles', 'words']) void client.invalidateQueries({ queryKey: [key] })
    },
  )
  const go = (act: { mutate: (of: Record<string, unknown>) => void }) => {
    const of = said()
    if (of) act.mutate(of)
  }
  if (!may)
    return (
      <section>
        <h2>{t('cycles.publish')}</h2>
        <p className="muted">{t('cycles.may')}</p>
      </section>
    )
  const stages = STAGES.filter((stage) => stage !== 'done' && stage !== 'void' && body.state.some((one) => one.stage === stage))
  return (
    <section>
      <h2>{t('cycles.publish')}</h2>
      <p className="muted">{t('cycles.limits_what')}</p>
      {text === undefined && (
        <div className="fields cycle-limits">
          {stages.map((stage) => (
            <label key={stage}>
              {t(`clocks.stage.${stage}`)}
              <Input
                value={limits[stage] ?? ''}
                placeholder="4WH"
                onChange={(event) => {
                  setTried(undefined)
                  setLimits({ ...limits, [stage]: event.target.value.trim().toUpperCase() })
                }}
              />
            </label>
          ))}
        </div>
      )}
      {text === undefined ? (
        <Button type="text" onClick={() => setText(JSON.stringify({ ...raw, limits }, null, 2))}>
          {t('cycles.as_text')}
        </Button>
      ) : (
        <Input.TextArea
          rows={18}
          className="cycle-text"
          aria-label={t('cycles.as_text')}
          value={text}
          onChange={(event) => {
            setTried(undefined)
            setText(event.target.value)
          }}
        />
      )}
      <p className="drawer-acts">
        <Button loading={look.isPending} onClick={() => go(look)}>
          {t('cycles.look')}
        </Button>
      </p>
      {unreadable && <p role="alert">{t('cycles.not_json')}</p>}
      {tried && (
        <div className="policy-answer" role="status">
          {tried.faults.length === 0 && <p>{t('cycles.good', { version: tried.version })}</p>}
          {tried.faults.map((one) => (
            <p key={one.said}>{t(`cycles.fault.${one.name}`, { about: one.about, defaultValue: one.said })}</p>
          ))}
        </div>
      )}
      <form
        className="fields"
        onSubmit={(event) => {
          event.preventDefault()
          go(publish)
        }}
      >
        <label className="whole">
          {t('ask.reason')}
          <Input.TextArea rows={2} maxLength={1000} value={reason} onChange={(event) => setReason(event.target.value)} />
        </label>
        <Button className="whole" type="primary" htmlType="submit" disabled={!reason.trim() || Boolean(tried?.faults.length)} loading={publish.isPending}>
          {t('cycles.publish_as', { version: newest + 1 })}
        </Button>
      </form>
    </section>
  )
}
