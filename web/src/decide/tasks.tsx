import { useTranslation } from 'react-i18next'
import type { CasePage, TaskOut } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { Moment } from '../kit/moment'
import { PhotoFlags } from './photo-flags'

const MARKS = { waiting: '○', at_work: '◐', finished: '●', dropped: '–' } as const

/** What is to be done, step by step, and what was. */
export function Tasks({ page }: { page: CasePage }) {
  const { t } = useTranslation()
  if (page.tasks.length === 0) return <p className="empty">{t('case.no_tasks')}</p>
  return (
    <ol className="tasks">
      {page.tasks.map((task) => (
        <Task key={task.id} task={task} of={page.case.id} colleague={colleagueOf(page, task)} />
      ))}
    </ol>
  )
}

/** What a task asks for; one that people decided on says it in their words. */
export const stepOf = (task: TaskOut, name: (name: string) => string): string => (task.activation_id === null && task.due ? task.step : name(task.step))

/** In whose post it was taken, if in a colleague's. */
const colleagueOf = (page: CasePage, task: TaskOut): string =>
  page.timeline.findLast((line) => line.kind === 'TaskTaken' && line.about.task === task.id)?.for_name ?? ''

function Task({ task, of, colleague }: { task: TaskOut; of: number; colleague: string }) {
  const { t } = useTranslation()
  const who = task.taken_by_name + (colleague ? t('fact.acting_for', { who: colleague }) : '')
  const name = useNames()
  return (
    <li className={`task ${task.state}`}>
      <span className="task-mark" aria-hidden>
        {MARKS[task.state]}
      </span>
      <div>
        <p className="task-head">
          <b>{stepOf(task, name)}</b>
          <span className="muted">
            {name(task.duty)}
            {task.photo && ` · ${t('task.photo_needed')}`}
            {task.due && task.state !== 'dropped' && (
              <>
                {' · '}
                {t('left.due')} <Moment at={task.due} />
              </>
            )}
          </span>
          <span className="grow" />
          <span className="muted">{t(`task.${task.state}`)}</span>
        </p>
        {task.meant_for && task.state === 'waiting' && <p className="muted">{t('task.meant_for', { who: task.meant_name })}</p>}
        {task.taken_at && (
          <p className="muted number">
            <Moment at={task.taken_at} /> {t('task.taken_by', { who })}
            {task.finished_at && (
              <>
                {' · '}
                <Moment at={task.finished_at} /> {t('task.finished')}
              </>
            )}
          </p>
        )}
        {task.note && <blockquote>{task.note}</blockquote>}
        {task.photos.length > 0 && <Photos of={task} />}
        {task.photos.length > 0 && <PhotoFlags of={of} photos={task.photos} />}
      </div>
    </li>
  )
}

function Photos({ of }: { of: TaskOut }) {
  const { t } = useTranslation()
  return (
    <p className="photos">
      {of.photos.map((photo, index) => (
        <a key={photo} href={`/api/files/${photo}`} target="_blank" rel="noreferrer">
          <img src={`/api/files/${photo}`} alt={t('task.photo_of', { who: of.taken_by_name, number: index + 1 })} loading="lazy" />
        </a>
      ))}
    </p>
  )
}
