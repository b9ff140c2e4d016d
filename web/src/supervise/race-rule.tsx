import { useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Input, InputNumber, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { define } from '../api/generated/sdk.gen'
import type { RaceOut } from '../api/generated/types.gen'
import { useAct } from '../decide/use-act'
import { dayFromNow } from '../kit/time'

const NUMBERS = [['least', 'least'], ['red', 'red_flags'], ['yellow', 'yellow_cards']] as const
const TEXTS = [['rewards', 'zh'], ['rewards', 'en'], ['penalties', 'zh'], ['penalties', 'en']] as const

/** The rule of a race, otherwise from a day to come on. */
export function ChangeRule({ of, onClose }: { of: RaceOut; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { sheet_words: _, ...rule } = of
  const [said, setSaid] = useState(rule)
  const [since, setSince] = useState(dayFromNow(1))
  const [reason, setReason] = useState('')
  const adopt = useAct(
    () => ask(define({ body: { kind: 'race', body: said, since, reason } })),
    () => {
      void client.invalidateQueries({ queryKey: ['supervise'] })
      onClose()
    },
  )
  return (
    <Modal open title={t('supervise.change_rule')} onCancel={onClose} footer={null}>
      <div className="fields">
        {NUMBERS.map(([name, words]) => (
          <label key={name}>
            {t(`supervise.${words}`)}
            <InputNumber min={0} max={10_000} value={said[name]} onChange={(value) => setSaid({ ...said, [name]: value ?? 0 })} />
          </label>
        ))}
        <div className="race-sure">
          <Checkbox checked={said.sure} onChange={(event) => setSaid({ ...said, sure: event.target.checked })}>
            {t('supervise.sure')}
          </Checkbox>
        </div>
        {TEXTS.map(([name, language]) => (
          <label key={name + language} className="whole">
            {t(`supervise.${name}_${language}`)}
            <Input.TextArea autoSize maxLength={1000} value={said[name][language] ?? ''} onChange={(event) => setSaid({ ...said, [name]: { ...said[name], [language]: event.target.value } })} />
          </label>
        ))}
        <label>
          {t('supervise.since_day')}
          <Input type="date" min={dayFromNow(1)} value={since} onChange={(event) => setSince(event.target.value)} />
        </label>
        <label>
          {t('supervise.rule_reason')}
          <Input maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />
        </label>
        <Button type="primary" className="whole" disabled={!reason.trim() || !since} loading={adopt.isPending} onClick={() => adopt.mutate(undefined)}>
          {t('supervise.adopt')}
        </Button>
      </div>
    </Modal>
  )
}
