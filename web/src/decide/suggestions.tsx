import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { assignTask, suggestForCase } from '../api/generated/sdk.gen'
import type { CasePage, WhoCouldOut } from '../api/generated/types.gen'
import { useAct } from './use-act'
import './acts.css'

/** Who could take the work on, best first, with the numbers that say so; whoever dispatches picks. */
export function Suggestions({ page }: { page: CasePage }) {
  const { t } = useTranslation()
  const { case: of } = page
  const waits = of.stage === 'dispatch' || page.tasks.some((task) => task.state === 'waiting')
  const { data } = useQuery({ queryKey: ['case', of.id, 'suggestions'], queryFn: () => ask(suggestForCase({ path: { case_id: of.id } })), enabled: waits, retry: false })
  if (!waits || !data?.length) return null
  const task = page.tasks.find((one) => one.state === 'waiting' && one.duty === of.duty)
  return (
    <section>
      <h2>{t('suggestions.title')}</h2>
      <ol className="asked">
        {data.map((one) => (
          <One key={one.login} of={one} number={of.id} task={task?.id} meant={task?.meant_for === one.login} />
        ))}
      </ol>
      <small className="muted">{t('suggestions.how')}</small>
    </section>
  )
}

function One({ of, number, task, meant }: { of: WhoCouldOut; number: number; task?: number; meant: boolean }) {
  const { t } = useTranslation()
  const act = useAct(() => ask(assignTask({ path: { case_id: number, task_id: task ?? 0 }, body: { login: of.login } })))
  const near = of.metres === null ? t('suggestions.nowhere') : t(of.said ? 'suggestions.metres' : 'suggestions.from_middle', { km: (of.metres / 1000).toFixed(1) })
  const said = {
    near,
    load: t('suggestions.load', { count: of.load }),
    skill: of.skilled ? t('suggestions.skilled') : t('suggestions.done', { done: of.done, alike: of.alike }),
    on_duty: t(of.on_duty === null ? 'suggestions.no_roster' : of.on_duty ? 'suggestions.on_duty' : 'suggestions.off_duty'),
  }
  return (
    <li>
      <p className="head">
        <b>{of.name}</b> <span className="muted">{of.area_name || t('app.city')}</span>
        <span className="grow" />
        <b className="number">{Math.round(of.score * 100)}</b>
        {meant ? (
          <span className="flagged">{t('suggestions.meant')}</span>
        ) : (
          task !== undefined && (
            <Button size="small" loading={act.isPending} onClick={() => act.mutate(undefined)}>
              {t('suggestions.assign')}
            </Button>
          )
        )}
      </p>
      <p className="head">
        {of.reasons.map((one) => (
          <span key={one.because} title={t('suggestions.weighs', { share: Math.round(one.weight * 100) })}>
            {said[one.because]} <small className="muted number">{Math.round(one.value * one.weight * 100)}</small>
          </span>
        ))}
      </p>
    </li>
  )
}
