import { useTranslation } from 'react-i18next'
import type { PlacedOut, WrongOut } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { asLevel, Level } from '../kit/level'
import { clockOf, inFull } from '../kit/time'
import { useSubject } from '../sense/alert-api'
import { LEVELS } from '../tokens'
import { Frame } from './frame'
import { useDrill } from './use-drill'
import { usePane } from './use-wall'

/** What is wrong now: how many of which level, and the worst of them with who has it. */
export function AlertsPane({ of }: { of: PlacedOut }) {
  const { t } = useTranslation()
  const drill = useDrill()
  const pane = usePane<'alerts'>(of.name)
  return (
    <Frame of={of}>
      <ul className="levels">
        {LEVELS.map((level) => (
          <li key={level} className={pane?.counts[level] ? '' : 'zero'}>
            <button type="button" onClick={() => drill({ kind: 'alerts', level, title: t(`level.${level}`) })}>
              <b className="number">{pane ? (pane.counts[level] ?? 0) : '–'}</b>
              <Level warning={level} word />
            </button>
          </li>
        ))}
      </ul>
      <ol className="wrongs">
        {pane?.worst.map((one) => (
          <Wrong key={one.alert.id} of={one} />
        ))}
        {pane?.worst.length === 0 && <li className="quiet">{t('wall.no_alerts')}</li>}
      </ol>
    </Frame>
  )
}

function Wrong({ of }: { of: WrongOut }) {
  const { t } = useTranslation()
  const name = useNames()
  const subject = useSubject()
  const drill = useDrill()
  const { alert } = of
  const raised = new Date(alert.raised)
  const holder = of.held_at_name || of.duty ? `${of.held_at_name} ${name(of.duty)}` : t('wall.nobody')
  const open = () =>
    alert.case ? drill({ kind: 'case', id: alert.case }) : drill({ kind: 'alerts', level: asLevel(alert.warning), title: t(`level.${asLevel(alert.warning)}`) })
  return (
    <li className={alert.warning === 1 ? 'wrong grave' : 'wrong'}>
      <button type="button" onClick={open}>
        <Level warning={alert.warning} />
        <b>{subject(alert)}</b>
        <time className="number" dateTime={alert.raised} title={inFull(raised)}>
          {clockOf(raised)}
        </time>
        <span className="wrong-what">
          {name(alert.detector)} · {alert.area_name || t('app.city')}
        </span>
        <span className="wrong-who">{holder}</span>
      </button>
    </li>
  )
}
