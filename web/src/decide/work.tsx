import type { CasePage } from '../api/generated/types.gen'
import { FinishTask } from './finish-task'
import { TakeTask } from './take-task'

/** The tasks I may take or finish: those at work first, then the next one, then the rest. */
export function Work({ page }: { page: CasePage }) {
  const mine = page.tasks.filter((task) => !task.why_not)
  const working = mine.filter((task) => task.state === 'at_work')
  const waiting = mine.filter((task) => task.state === 'waiting')
  return (
    <>
      {working.map((task) => (
        <FinishTask key={task.id} of={page.case.id} task={task} />
      ))}
      {waiting.map((task, place) => (
        <TakeTask key={task.id} of={page.case.id} task={task} next={place === 0 && working.length === 0} />
      ))}
    </>
  )
}
