import { PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { approve, end } from '../api/generated/sdk.gen'
import type { MuteOut } from '../api/generated/types.gen'
import { useAreaName, useNames } from '../api/queries'
import { useAct } from '../decide/use-act'
import { Empty, Failed } from '../kit/empty'
import { Moment } from '../kit/moment'
import { useNow } from '../kit/time'
import { Waiting } from '../kit/waiting'
import { useMe } from '../people/session'
import { AskQuiet } from './ask-quiet'
import { mutes, standingOf, useReread } from './mutes-api'
import './devices.css'
import './mutes.css'

const APPROVERS = ['leader', 'dispatcher']

/** Times of quiet: asked for by one, approved by another, over by themselves. */
export default function Mutes() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(mutes)
  const { posts } = useMe()
  const [asking, setAsking] = useState(false)
  return (
    <main className="mutes">
      <header>
        <h1>{t('pages.mutes')}</h1>
        <p className="muted grow">{t('mutes.what')}</p>
        {posts.length > 0 && (
          <Button icon={<PlusOutlined />} onClick={() => setAsking(true)}>
            {t('mutes.ask')}
          </Button>
        )}
      </header>
      {error ? <Failed error={error} again={() => void refetch()} /> : !data ? <Waiting /> : null}
      {data?.length === 0 && <Empty>{t('mutes.none')}</Empty>}
      <ul className="mute-lines">
        {data?.map((one) => (
          <Line key={one.id} of={one} />
        ))}
      </ul>
      {asking && <AskQuiet onClose={() => setAsking(false)} />}
    </main>
  )
}

function Line({ of }: { of: MuteOut }) {
  const { t } = useTranslation()
  const name = useNames()
  const area = useAreaName()
  const standing = standingOf(of, useNow().getTime())
  const about = [of.subject, of.detector ? name(of.detector) : t('mutes.any_detector')].filter(Boolean).join(' · ')
  return (
    <li className={`mute is-${standing}`} aria-label={about}>
      <span className="mute-state">
        <i aria-hidden />
        {t(`mutes.${standing}`)}
      </span>
      <div>
        <p>
          <b>{about}</b> <span>{area(of.area)}</span>
        </p>
        <p className="number">
          <Moment at={of.since} /> – <Moment at={of.until} />
        </p>
        <p>
          {of.reason}{' '}
          <small className="muted">
            {t('mutes.asked_by', { who: of.asked_by })} <Moment at={of.asked} />
            {of.approved && of.approved_by && (
              <>
                {' · '}
                {t('mutes.approved_by', { who: of.approved_by })} <Moment at={of.approved} />
              </>
            )}
            {of.ended && of.ended_by && (
              <>
                {' · '}
                {t('mutes.ended_by', { who: of.ended_by })} <Moment at={of.ended} />
              </>
            )}
          </small>
        </p>
      </div>
      <Acts of={of} open={standing === 'asked' || standing === 'approved' || standing === 'in_force'} />
    </li>
  )
}

function Acts({ of, open }: { of: MuteOut; open: boolean }) {
  const { t } = useTranslation()
  const me = useMe()
  const reread = useReread()
  const yes = useAct(() => ask(approve({ path: { mute_id: of.id } })), reread)
  const stop = useAct(() => ask(end({ path: { mute_id: of.id } })), reread)
  if (!open) return null
  const mine = of.asked_by === me.login
  const answers = me.posts.some((post) => APPROVERS.includes(post.duty) && of.area.startsWith(post.area))
  return (
    <div className="drawer-acts">
      {!of.approved && answers && !mine && (
        <Button type="primary" loading={yes.isPending} onClick={() => yes.mutate(undefined)}>
          {t('mutes.approve')}
        </Button>
      )}
      {!of.approved && (mine || !answers) && <small className="muted">{t(mine ? 'mutes.second' : 'mutes.who')}</small>}
      {(mine || answers) && (
        <Button loading={stop.isPending} onClick={() => stop.mutate(undefined)}>
          {t(of.approved ? 'mutes.end' : 'mutes.take_back')}
        </Button>
      )}
    </div>
  )
}
