import { useTranslation } from 'react-i18next'
import type { BoardOut, TrackOut } from '../api/generated/types.gen'
import { LampCounts } from './lamp'
import { useLooking, useTitle } from './vitals-api'

/** Each sub-track after the track it stands under. */
const nested = (tracks: TrackOut[]): TrackOut[] => {
  const names = new Set(tracks.map((one) => one.name))
  const tops = tracks.filter((one) => !names.has(one.under))
  return tops.flatMap((top) => [top, ...tracks.filter((one) => one.under === top.name)])
}

/** The boards, and of the one that is open its tracks and sub-tracks, each with its lamps. */
export function Boards({ boards }: { boards: BoardOut[] }) {
  const { t } = useTranslation()
  const { board, track, look } = useLooking()
  const called = useTitle()
  return (
    <aside className="boards" aria-label={t('vitals.boards')}>
      <button type="button" className="board" aria-current={!board} onClick={() => look({ board: '', track: '' })}>
        <span>{t('vitals.all_boards')}</span>
      </button>
      {boards.map((one) => (
        <div key={one.name}>
          <button
            type="button"
            className="board"
            aria-current={board === one.name && !track}
            aria-expanded={board === one.name}
            onClick={() => look({ board: one.name, track: '' })}
          >
            <span>{called(one.title)}</span>
            <LampCounts lamps={one.lamps} unknown={one.unknown} />
          </button>
          {board === one.name &&
            nested(one.tracks).map((line) => (
              <button
                key={line.name}
                type="button"
                className={line.under ? 'track under' : 'track'}
                aria-current={track === line.name}
                onClick={() => look({ track: line.name })}
              >
                <span>{called(line.title)}</span>
                <LampCounts lamps={line.lamps} unknown={line.unknown} />
              </button>
            ))}
        </div>
      ))}
    </aside>
  )
}
