import { useTranslation } from 'react-i18next'
import type { PlacedOut, StepOut } from '../api/generated/types.gen'
import { Frame } from './frame'
import { useDrill } from './use-drill'
import { usePane } from './use-wall'

/** Today's way: sensed, heard, filed, handled, verified, reviewed. A rate shows both its counts. */
export function LoopPane({ of }: { of: PlacedOut }) {
  const pane = usePane<'loop'>(of.name)
  return (
    <Frame of={of}>
      <ol className="loop">
        {pane?.steps.map((step) => (
          <Step key={step.step} of={step} />
        ))}
      </ol>
    </Frame>
  )
}

function Step({ of }: { of: StepOut }) {
  const { t } = useTranslation()
  const drill = useDrill()
  const title = t(`wall.step.${of.step}`)
  const share = of.whole ? (of.part ?? 0) / of.whole : null
  const open = () => {
    if (of.count) drill({ kind: 'counted', count: of.count, per: 'day', title })
    else if (of.step === 'reviewed') drill({ kind: 'reviews', title })
    else drill({ kind: 'alerts', title })
  }
  return (
    <li className={of.value ? 'step' : 'step zero'}>
      <button type="button" onClick={open}>
        <span className="step-name">{title}</span>
        <b className="number">{of.value}</b>
        {of.whole !== null && of.whole !== undefined && (
          <span className="rate">
            <span className="rate-bar" aria-hidden>
              <i style={{ width: `${(share ?? 0) * 100}%` }} />
            </span>
            <span className="number">
              {t(`wall.rate.${of.step}`)} {share === null ? '–' : `${Math.round(share * 100)}%`} <small>{t('wall.of', { part: of.part, whole: of.whole })}</small>
            </span>
          </span>
        )}
      </button>
    </li>
  )
}
