import { useTranslation } from 'react-i18next'
import type { PlacedOut, TurnNowOut, RosterOut } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { clockOf } from '../kit/time'
import { Frame } from './frame'
import { usePane } from './use-wall'

/** Who is on duty now, until when, and who comes next. */
export function DutyPane({ of }: { of: PlacedOut }) {
  const { t } = useTranslation()
  const pane = usePane<'duty'>(of.name)
  return (
    <Frame of={of}>
      <ul className="duties">
        {pane?.rosters.map((one) => (
          <Roster key={one.id} of={one} />
        ))}
        {pane?.rosters.length === 0 && <li className="quiet">{t('wall.no_rosters')}</li>}
      </ul>
    </Frame>
  )
}

function Roster({ of }: { of: RosterOut }) {
  const { t } = useTranslation()
  const name = useNames()
  return (
    <li className="roster">
      <span className="roster-where">
        {of.area === '50' ? t('app.city') : of.area_name} · {name(of.duty)}
      </span>
      {of.posts.map((post) => (
        <Post key={post.title} of={post} />
      ))}
    </li>
  )
}

function Post({ of }: { of: TurnNowOut }) {
  const { t } = useTranslation()
  return (
    <span className="post">
      <span className="post-title">{of.title}</span>
      {of.name ? <b>{of.name}</b> : <b className="vacant">{t('wall.vacant')}</b>}
      <span className="post-next number">
        {of.until && t('wall.until', { clock: clockOf(new Date(of.until)) })}
        {of.next_name && ` → ${of.next_name}`}
      </span>
    </span>
  )
}
