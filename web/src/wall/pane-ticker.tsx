import { useTranslation } from 'react-i18next'
import type { PlacedOut, TidingOut } from '../api/generated/types.gen'
import { FactLine } from '../cockpit/fact-line'
import { Frame } from './frame'
import { useDrill } from './use-drill'
import { usePane } from './use-wall'

/** What happens, in sentences, newest on top. Nothing runs across: what is read does not move. */
export function TickerPane({ of }: { of: PlacedOut }) {
  const { t } = useTranslation()
  const pane = usePane<'ticker'>(of.name)
  return (
    <Frame of={of}>
      <ol className="ticker">
        {pane?.lines.map((one) => (
          <Told key={one.line.fact} of={one} />
        ))}
        {pane?.lines.length === 0 && <li className="quiet">{t('stream.no_feed')}</li>}
      </ol>
    </Frame>
  )
}

function Told({ of }: { of: TidingOut }) {
  const drill = useDrill()
  const id = of.line.about.case
  const open = () => typeof id === 'number' && drill({ kind: 'case', id })
  return (
    <div className="told" role="button" tabIndex={0} onClick={open} onKeyDown={(event) => event.key === 'Enter' && open()}>
      <FactLine lines={[of.line]} subject={`${of.subject} · ${of.area_name}`} />
    </div>
  )
}
