import { useTranslation } from 'react-i18next'
import type { CaseOut } from '../api/generated/types.gen'
import { inFull, useNow, useSpoken } from './time'

/** How much of its time a case has left: a sentence, and a bar that empties. */
export function TimeLeft({ of, bar = true }: { of: CaseOut; bar?: boolean }) {
  const { t } = useTranslation()
  const { last } = useSpoken()
  const now = useNow().getTime()
  const [opened, due] = [Date.parse(of.opened), Date.parse(of.due)]
  const until = of.done ?? of.closed
  const at = until ? Date.parse(until) : now
  const left = due - at
  const share = Math.min(1, Math.max(0, (at - opened) / Math.max(1, due - opened)))
  const key = until ? (of.late ? 'left.done_late' : 'left.done') : left < 0 ? 'left.over' : 'left.left'
  const span = until && !of.late ? at - opened : Math.abs(left)
  return (
    <span className={left < 0 || of.late ? 'timeleft over' : 'timeleft'} title={`${t('left.due')} ${inFull(new Date(due))}`}>
      <span className="number">{t(key, { time: last(span) })}</span>
      {bar && (
        <span className="timeleft-bar" aria-hidden>
          <i style={{ width: `${share * 100}%` }} />
        </span>
      )}
    </span>
  )
}
