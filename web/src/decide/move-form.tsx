import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { move } from '../api/generated/sdk.gen'
import type { AskOut, CasePage, OfferOut } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { useOffered } from './route-api'
import { LineSelect } from './line-select'
import { useAct } from './use-act'

/** A move the case type knows, with the form it asks for; the form opens when the move is chosen. */
export function MoveForm({ page, offer }: { page: CasePage; offer: OfferOut }) {
  const { t } = useTranslation()
  const name = useNames()
  const [open, setOpen] = useState(false)
  const [typed, setSaid] = useState<Record<string, string>>({})
  const offered = useOffered(page, offer, open)
  const said = { ...offered.said, ...typed }
  const act = useAct(() => ask(move({ path: { case_id: page.case.id, move: offer.move }, body: { said } })))
  const missing = offer.asks.find((one) => one.required && !said[one.name]?.trim())
  const go = () => (open || offer.asks.length === 0 ? act.mutate(undefined) : setOpen(true))
  return (
    <form
      className="move-form"
      onSubmit={(event) => {
        event.preventDefault()
        go()
      }}
    >
      {open &&
        offer.asks.map((one) => (
          <Field key={one.name} page={page} asked={one} category={said.category?.trim() || page.case.category_code} value={said[one.name] ?? ''} onSay={(text) => setSaid({ ...typed, [one.name]: text })} />
        ))}
      {open && offered.route && <small className="muted">{t(`route.${offered.route.source}`, { line: offered.route.line_name })}</small>}
      <Button block htmlType="submit" loading={act.isPending} disabled={open && Boolean(missing)}>
        {name(`move.${offer.move}`)}
      </Button>
      {open && missing && <small className="muted">{t('ask.again', { field: t(`ask.${missing.name}`, { defaultValue: missing.name }) })}</small>}
    </form>
  )
}

interface Asked {
  page: CasePage
  asked: AskOut
  category: string
  value: string
  onSay: (text: string) => void
}

function Field({ page, asked, category, value, onSay }: Asked) {
  const { t } = useTranslation()
  const name = useNames()
  const label = t(`ask.${asked.name}`, { defaultValue: asked.name })
  if (asked.kind === 'area') {
    const above = [2, 6, 9, 12, 15].filter((digits) => digits <= page.case.area.length).map((digits) => page.case.area.slice(0, digits))
    const options = above.map((code) => ({ value: code, label: page.holders.find((one) => one.area === code)?.area_name ?? code }))
    return <Select className="wide" aria-label={label} placeholder={label} value={value || undefined} options={options} onChange={onSay} />
  }
  if (asked.kind === 'duty') {
    const options = page.duties.map((one) => ({ value: one, label: name(one) }))
    return <Select showSearch={{ optionFilterProp: 'label' }} className="wide" aria-label={label} placeholder={label} value={value || undefined} options={options} onChange={onSay} />
  }
  if (asked.kind === 'line') return <LineSelect category={category} closing={page.case.filed !== null} label={label} value={value} onSay={onSay} />
  if (asked.kind === 'choice') {
    const options = asked.options.map((one) => ({ value: one, label: t(`${asked.name}.${one}`, { defaultValue: one }) }))
    return <Select className="wide" aria-label={label} placeholder={label} value={value || undefined} options={options} onChange={onSay} />
  }
  if (asked.name === 'reason' || asked.name === 'note') return <Input.TextArea rows={2} aria-label={label} placeholder={label} value={value} onChange={(event) => onSay(event.target.value)} />
  return <Input aria-label={label} placeholder={label} value={value} onChange={(event) => onSay(event.target.value)} />
}
