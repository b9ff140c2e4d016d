import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { take } from '../api/generated/sdk.gen'
import type { TaskOut } from '../api/generated/types.gen'
import { useAct } from './use-act'

export function TakeTask({ of, task }: { of: number; task: TaskOut }) {
  const { t } = useTranslation()
  const act = useAct(() => ask(take({ path: { case_id: of, task_id: task.id } })))
  return (
    <Button type="primary" loading={act.isPending} onClick={() => act.mutate(undefined)}>
      {t('task.take')}
    </Button>
  )
}
