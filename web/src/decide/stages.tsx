import { useTranslation } from 'react-i18next'
import type { CasePage } from '../api/generated/types.gen'
import { Moment } from '../kit/moment'
import { useNow } from '../kit/time'

const STAGES = ['open', 'dispatch', 'work', 'verify', 'close'] as const
const REACHED = { file: 0, verify_before_filing: 0, dispatch: 1, handle: 2, feedback: 3, verify_before_closing: 3, close: 4, done: 5, void: 5 } as const
const BEGUN = { open: 'CaseFiled', dispatch: 'CaseDispatched', work: 'TaskTaken', verify: 'CaseDone', close: 'CaseClosed' } as const

/** 立案 派遣 处置 核查 结案: how far the case has come, and how much of its time that took. */
export function Stages({ page }: { page: CasePage }) {
  const { t } = useTranslation()
  const now = useNow().getTime()
  const { case: of } = page
  const reached = REACHED[of.stage]
  const [opened, due] = [Date.parse(of.opened), Date.parse(of.due)]
  const used = ((of.done ? Date.parse(of.done) : now) - opened) / Math.max(1, due - opened)
  const when = (stage: (typeof STAGES)[number]) => page.timeline.findLast((line) => line.kind === BEGUN[stage])?.at ?? (stage === 'open' ? of.opened : undefined)
  return (
    <ol className={of.late ? 'stages late' : 'stages'}>
      {STAGES.map((stage, index) => {
        const done = index < reached
        const current = index === reached
        const share = done ? 1 : current ? Math.min(1, Math.max(0.04, used)) : 0
        const at = done || current ? when(stage) : undefined
        return (
          <li key={stage} className={done ? 'done' : current ? 'current' : ''} aria-current={current ? 'step' : undefined}>
            <span className="stage-bar" aria-hidden>
              <i style={{ width: `${share * 100}%` }} />
            </span>
            <b>{t(`stage.${stage}`)}</b>
            <small>{at ? <Moment at={at} /> : current ? t('stage.now') : ''}</small>
          </li>
        )
      })}
    </ol>
  )
}
