import { useTranslation } from 'react-i18next'
import type { BoardLineOut, PlacedOut } from '../api/generated/types.gen'
import { LampCounts } from '../sense/lamp'
import { Spark } from '../kit/spark'
import { useTitle, written } from '../sense/vitals-api'
import { isStale } from './age'
import { BeatLine, Change } from './beat'
import { Frame } from './frame'
import { useDrill } from './use-drill'
import { useCityNow, usePane } from './use-wall'

/** The governance boards: how each does, how many of its vital signs are lit, and the worst of them. */
export function BoardsPane({ of }: { of: PlacedOut }) {
  const pane = usePane<'boards'>(of.name)
  return (
    <Frame of={of}>
      <ul className="boards">
        {pane?.boards.map((one) => (
          <BoardLine key={one.name} of={one} />
        ))}
      </ul>
    </Frame>
  )
}

function BoardLine({ of }: { of: BoardLineOut }) {
  const { t } = useTranslation()
  const title = useTitle()
  const drill = useDrill()
  const now = useCityNow()
  const { index } = of
  const stale = index !== null && isStale(index, now)
  const worst = of.lit.find((one) => one.name !== index?.name)
  return (
    <li className={stale ? 'board-line is-stale' : 'board-line'}>
      <button type="button" className="board-top" onClick={() => drill({ kind: 'board', board: of.name, title: title(of.title) })}>
        <b>{title(of.title)}</b>
        <LampCounts lamps={of.lamps} unknown={of.unknown} />
      </button>
      {index && (
        <button type="button" className="board-index" onClick={() => drill({ kind: 'vital', name: index.name, title: title(index.title) })}>
          <b className="number">{written(index.value, index.decimals)}</b>
          <Change beat={index} />
          <Spark values={index.trend} label={title(index.title)} />
        </button>
      )}
      {worst ? <BeatLine beat={worst} /> : <span className="board-calm">{t(of.unknown && !of.lamps['0'] ? 'wall.nothing_yet' : 'wall.calm')}</span>}
    </li>
  )
}
