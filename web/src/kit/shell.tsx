import { LogoutOutlined, SearchOutlined, UserOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import { Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NavLink, Outlet, useNavigate } from 'react-router'
import { useNames } from '../api/queries'
import { LookBand } from '../people/look-band'
import { useLeave, useMe } from '../people/session'
import { Connection } from './connection'
import { Mark } from './mark'
import { Menu } from './menu'
import { CommandPalette } from './palette'
import { Switches } from './switches'
import { useLook } from './theme'
import { otherLanguage } from '../words'
import { Waiting } from './waiting'

/** The frame around every page: where I am, who I am, whether what I see is live. */
export function Shell() {
  const { t } = useTranslation()
  const [searching, setSearching] = useState(false)
  return (
    <div className="shell">
      <header className="bar">
        <NavLink to="/" className="brand">
          <Mark />
          <b>{t('app.city')}</b>
          <span className="wide muted">{t('app.centre')}</span>
        </NavLink>
        <Menu />
        <span className="grow" />
        <Connection />
        <Button type="text" icon={<SearchOutlined />} aria-label={t('palette.title')} onClick={() => setSearching(true)}>
          <kbd className="wide">{t('palette.keys')}</kbd>
        </Button>
        <Switches />
        <Person />
      </header>
      <LookBand />
      <Suspense fallback={<Waiting />}>
        <Outlet />
      </Suspense>
      <CommandPalette open={searching} onOpen={setSearching} />
    </div>
  )
}

function Person() {
  const { t } = useTranslation()
  const me = useMe()
  const name = useNames()
  const leave = useLeave()
  const posts = me.posts.map((post) => ({
    key: `${post.duty} ${post.area} ${post.acting_for}`,
    disabled: true,
    label: `${post.area_name || t('app.city')} · ${name(post.duty)}${post.for_name ? t('fact.acting_for', { who: post.for_name }) : ''}`,
  }))
  const { turn } = useLook()
  const go = useNavigate()
  const administers = me.posts.some((post) => post.duty === 'access_admin')
  const ways = [
    { key: 'posts', label: t('people.mine'), onClick: () => void go(`/people/${me.login}`) },
    { key: 'account', label: t('access.mine'), onClick: () => void go('/account') },
    ...(administers ? [{ key: 'access', label: t('pages.access'), onClick: () => void go('/access') }] : []),
    { key: 'language', label: t('shell.other_language'), onClick: otherLanguage },
    { key: 'theme', label: t('palette.theme'), onClick: turn },
  ]
  const out = { key: 'leave', icon: <LogoutOutlined />, label: t('shell.leave'), onClick: () => void leave() }
  return (
    <Dropdown menu={{ items: [...posts, { type: 'divider' }, ...ways, { type: 'divider' }, out] }} trigger={['click']}>
      <Button type="text" className="person" aria-label={me.name}>
        <span className="wide">{me.name}</span>
        <UserOutlined className="narrow" />
      </Button>
    </Dropdown>
  )
}
