import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Popconfirm } from 'antd'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { place } from '../api/generated/sdk.gen'
import type { ExplanationOut } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { useSentence } from '../kit/sentence'
import { dayFromNow } from '../kit/time'
import { useMe } from '../people/session'
import { defined } from './vitals-api'

const LEVELS = ['city', 'district', 'street'] as const
const DIGITS = { city: 2, district: 6, street: 9 } as const

/** Who defines it, what it was on a day, and handing it on to the level below or above. */
export function HandOn({ of }: { of: ExplanationOut }) {
  const { t } = useTranslation()
  const name = useNames()
  const { data } = useQuery(defined(of.beat.name))
  const area = of.beat.area
  const level = LEVELS.findIndex((one) => DIGITS[one] === area.length)
  const below = LEVELS[level + 1]
  const above = LEVELS[level - 1]
  const { posts } = useMe()
  const leads = (code: string) => posts.some((post) => post.duty === 'leader' && code.startsWith(post.area))
  if (!data) return null
  return (
    <section>
      <h3>{t('vitals.levels')}</h3>
      {data.placements.map((one) => (
        <p key={`${one.level} ${one.area} ${one.since}`}>
          {t(`vitals.placed.${one.way}`, { level: t(`vitals.level.${one.level}`), area: one.area, day: one.since })} <small className="muted">{name(one.by)}</small>
        </p>
      ))}
      <div className="hand-on">
        {below && leads(area) && <Hand of={of} way="extended" level={below} area={area} />}
        {above && leads(area.slice(0, DIGITS[above])) && <Hand of={of} way="lifted" level={above} area={area.slice(0, DIGITS[above])} />}
      </div>
      <h3>{t('vitals.versions')}</h3>
      <ol className="versions">
        {data.versions.map((one, number) => (
          <li key={one.since + String(number)} aria-current={one.now}>
            <span className="number">{number + 1}</span> {one.until ? t('vitals.held', { since: one.since, until: one.until }) : t('vitals.holds', { since: one.since })}{' '}
            <code>{String(one.body.formula)}</code>
          </li>
        ))}
      </ol>
    </section>
  )
}

function Hand({ of, way, level, area }: { of: ExplanationOut; way: 'extended' | 'lifted'; level: (typeof LEVELS)[number]; area: string }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const sentence = useSentence()
  const { message } = App.useApp()
  const act = useMutation({
    mutationFn: () => ask(place({ path: { name: of.beat.name }, body: { way, level, area, since: dayFromNow(0) } })),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['vitals'] }),
    onError: (error) => void message.info(sentence(error)),
  })
  const words = t(`vitals.${way === 'extended' ? 'extend' : 'lift'}`, { level: t(`vitals.level.${level}`) })
  return (
    <Popconfirm title={words} description={t('vitals.both_see')} onConfirm={() => act.mutate()} okText={words} cancelText={t('vitals.not_now')}>
      <Button loading={act.isPending}>{words}</Button>
    </Popconfirm>
  )
}
