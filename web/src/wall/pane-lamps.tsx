import { useTranslation } from 'react-i18next'
import type { PlacedOut } from '../api/generated/types.gen'
import { LampMark } from '../kit/lamp-mark'
import { Frame } from './frame'
import { useDrill } from './use-drill'
import { usePane } from './use-wall'

const LAMPS = ['red', 'yellow', 'green'] as const

/** Open cases by the lamp of their clock. */
export function LampsPane({ of }: { of: PlacedOut }) {
  const { t } = useTranslation()
  const drill = useDrill()
  const pane = usePane<'lamps'>(of.name)
  const all = pane ? Object.values(pane.lamps).reduce((a, b) => a + b, pane.still) : null
  return (
    <Frame of={of} aside={<span className="aside number">{all === null ? '–' : t('wall.cases', { count: all })}</span>}>
      <ul className="lamps">
        {LAMPS.map((lamp) => (
          <li key={lamp} className={pane?.lamps[lamp] ? '' : 'zero'}>
            <button type="button" onClick={() => drill({ kind: 'cases', lamp, title: t(`clocks.lamp.${lamp}`) })}>
              <b className="number">{pane ? (pane.lamps[lamp] ?? 0) : '–'}</b>
              <LampMark lamp={lamp} />
            </button>
          </li>
        ))}
      </ul>
    </Frame>
  )
}
