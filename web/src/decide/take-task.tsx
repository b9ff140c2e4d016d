import { stepOf } from './tasks'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { take } from '../api/generated/sdk.gen'
import type { TaskOut } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { useAct } from './use-act'

export function TakeTask({ of, task, next }: { of: number; task: TaskOut; next: boolean }) {
  const { t } = useTranslation()
  const name = useNames()
  const act = useAct(() => ask(take({ path: { case_id: of, task_id: task.id } })))
  return (
    <Button block type={next ? 'primary' : 'default'} size={next ? 'large' : 'middle'} loading={act.isPending} onClick={() => act.mutate(undefined)}>
      {t('task.take', { step: stepOf(task, name) })}
    </Button>
  )
}
