import { DownOutlined, MenuOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, NavLink, useLocation } from 'react-router'
import { PAGES } from './pages'

const here = (path: string, to: string): boolean => (to === '/' ? path === '/' : path === to || path.startsWith(`${to}/`))

interface Entry {
  name: string
  to: string
  inside?: typeof PAGES
}

/** Pages alone, and groups of pages under one word; a group of one is that page. */
function entries(): Entry[] {
  return PAGES.flatMap((page, place): Entry[] => {
    const inside = page.group ? PAGES.filter((one) => one.group === page.group) : []
    if (inside.length < 2) return [page]
    return PAGES.findIndex((one) => one.group === page.group) === place ? [{ name: page.group!, to: page.to, inside }] : []
  })
}

/** The way to every page: on a desk a row of words, on a phone one button. */
export function Menu() {
  const { t } = useTranslation()
  const { pathname } = useLocation()
  const link = (page: { to: string; name: string }) => ({ key: page.to, label: <Link to={page.to}>{t(`pages.${page.name}`)}</Link> })
  const at = PAGES.find((page) => here(pathname, page.to))
  const all = entries().map((one) =>
    one.inside ? { key: one.name, type: 'group' as const, label: t(`pages.${one.name}`), children: one.inside.map(link) } : link(one),
  )
  return (
    <nav aria-label={t('shell.pages')}>
      {entries().map((one) =>
        one.inside ? (
          <Dropdown key={one.name} trigger={['click']} menu={{ items: one.inside.map(link), selectedKeys: at ? [at.to] : [] }}>
            <button type="button" className={one.inside.some((page) => here(pathname, page.to)) ? 'wide active' : 'wide'}>
              {t(`pages.${one.name}`)} <DownOutlined />
            </button>
          </Dropdown>
        ) : (
          <NavLink key={one.to} to={one.to} end={one.to === '/'} className={({ isActive }) => (isActive ? 'wide active' : 'wide')}>
            {t(`pages.${one.name}`)}
          </NavLink>
        ),
      )}
      <Dropdown trigger={['click']} menu={{ items: all, selectedKeys: at ? [at.to] : [] }}>
        <Button type="text" className="narrow" icon={<MenuOutlined />} aria-label={t('shell.pages')}>
          {at && t(`pages.${at.name}`)}
        </Button>
      </Dropdown>
    </nav>
  )
}
