import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { CaseOut, LineOut } from '../api/generated/types.gen'
import { useAreaName, useNames } from '../api/queries'
import { DrillTag } from '../kit/drill'
import { clockOf, inFull } from '../kit/time'
import { useSubject } from '../sense/alert-api'

const MACHINES = new Set(['loop', 'rounds', 'founder', 'operator'])

/** An instant that a fact carries; an empty one is that of a clock that stood still. */
const instantOf = (said: unknown, t: TFunction): string => (typeof said !== 'string' ? '' : said ? inFull(new Date(said)).slice(0, 16) : t('clocks.no_deadline'))

/** Whether what a fact tells of ended with yes or no, or why a photo is flagged. */
function contextOf({ about, kind }: LineOut): unknown {
  if (about.granted !== undefined) return about.granted ? 'granted' : 'not'
  if (about.accepted !== undefined) return about.accepted ? 'accepted' : 'rejected'
  return kind === 'PhotoFlagged' ? about.why : undefined
}

/** What one fact says of itself, beyond its kind. */
function aboutOf(line: LineOut, name: (name: string) => string, area: (code: string) => string, t: TFunction): Record<string, unknown> {
  const { about } = line
  return {
    ...about,
    duty: typeof about.duty === 'string' ? name(about.duty) : '',
    what: typeof about.what === 'string' ? t(`request.${about.what}`) : '',
    state: typeof about.state === 'string' ? t(`request.${about.state}`) : '',
    triage: typeof about.triage === 'string' ? t(`triage.${about.triage}`) : '',
    level: typeof about.level === 'string' ? t(`urging.${about.level}`) : typeof about.level === 'number' ? t(`level.${about.level}`) : '',
    before: typeof about.before === 'number' ? t(`level.${about.before}`) : '',
    plan: typeof about.plan === 'string' ? name(`plan.${about.plan}`) : '',
    move: typeof about.move === 'string' ? name(`move.${about.move}`) : '',
    area: typeof about.area === 'string' ? area(about.area) : '',
    stage: typeof about.stage === 'string' ? t(`clocks.stage.${about.stage}`, { defaultValue: about.stage }) : '',
    cause: typeof about.cause === 'string' ? t(`clocks.cause.${about.cause}`) : '',
    lamp: typeof about.lamp === 'string' ? t(`clocks.lamp.${about.lamp}`) : '',
    was: instantOf(about.was, t),
    now: instantOf(about.now, t),
    context: contextOf(line),
  }
}

/** One fact as a sentence: 14:02 陈芳 到场. */
export function FactLine({ lines, of, subject, linked = false }: { lines: LineOut[]; of?: CaseOut; subject?: string; linked?: boolean }) {
  const { t } = useTranslation()
  const name = useNames()
  const area = useAreaName()
  const called = useSubject()
  const line = lines.at(-1)!
  const said = lines.map((one) => t(`fact.${one.kind}`, { defaultValue: one.kind, ...aboutOf(one, name, area, t) }))
  const at = new Date(line.at)
  const id = typeof line.about.case === 'number' ? line.about.case : null
  return (
    <li className="fact">
      <time className="number" dateTime={line.at} title={inFull(at)}>
        {clockOf(at)}
      </time>
      <p>
        {linked && <DrillTag drill={Boolean(line.drill)} />} {!MACHINES.has(line.by) && (
          <b>
            {line.by_name === line.by ? name(line.by) : line.by_name}
            {line.for_name && t('fact.acting_for', { who: line.for_name })}{' '}
          </b>
        )}
        <span>{said.join(t('fact.and'))}</span>
        {subject && <span className="whole"> {subject}</span>}
        {linked && id !== null && (
          <>
            {' '}
            <Link to={`/cases/${id}`} className="number">
              #{id}
              {of ? ` ${called(of)}` : ''}
            </Link>
          </>
        )}
      </p>
    </li>
  )
}
