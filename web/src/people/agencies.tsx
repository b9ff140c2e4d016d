import { DownloadOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Tree } from 'antd'
import { useEffect, useState, type Key } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { AgencyLine } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { Empty, Failed } from '../kit/empty'
import { dayFromNow } from '../kit/time'
import { Waiting } from '../kit/waiting'
import { BookImport } from './book-import'
import { agencies, agencyPage, agencyPosts } from './people-api'
import { useMe } from './session'
import './people.css'

interface Node {
  key: string
  title: string
  isLeaf: boolean
  children?: Node[]
}

const nodeOf = (one: AgencyLine): Node => ({ key: one.code, title: one.name, isLeaf: one.below === 0 })
const withChildren = (nodes: Node[], of: Key, children: Node[]): Node[] =>
  nodes.map((node) => (node.key === of ? { ...node, children } : node.children ? { ...node, children: withChildren(node.children, of, children) } : node))

/** The tree of organisations as it was on any day, and what each of them was through time. */
export default function Agencies() {
  const { t } = useTranslation()
  const [day, setDay] = useState(dayFromNow(0))
  const [chosen, setChosen] = useState('')
  const keeps = useMe().posts.some((post) => post.duty === 'personnel')
  return (
    <main className="people">
      <header>
        <h1>{t('pages.agencies')}</h1>
        <label>
          {t('people.as_of')} <input type="date" value={day} onChange={(event) => event.target.value && setDay(event.target.value)} />
        </label>
        <span className="grow" />
        {keeps && (
          <>
            <a href="/api/agencies/book" download>
              <DownloadOutlined /> {t('people.take')}
            </a>
            <BookImport />
          </>
        )}
      </header>
      <div className="people-body">
        <section aria-label={t('people.tree')}>
          <AgencyTree key={day} day={day} onChoose={setChosen} />
        </section>
        <section>{chosen ? <Agency code={chosen} day={day} /> : <Empty>{t('people.choose_agency')}</Empty>}</section>
      </div>
    </main>
  )
}

function AgencyTree({ day, onChoose }: { day: string; onChoose: (code: string) => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { data, error, refetch } = useQuery(agencies(day, ''))
  const [nodes, setNodes] = useState<Node[]>([])
  useEffect(() => setNodes((data ?? []).map(nodeOf)), [data])
  if (error) return <Failed error={error} again={() => void refetch()} />
  if (!data) return <Waiting />
  if (!data.length) return <Empty>{t('people.no_agencies')}</Empty>
  const load = async ({ key }: { key: Key }) => {
    const below = await client.fetchQuery(agencies(day, String(key)))
    setNodes((now) => withChildren(now, key, below.map(nodeOf)))
  }
  return <Tree blockNode treeData={nodes} loadData={load} onSelect={([key]) => key !== undefined && onChoose(String(key))} />
}

function Agency({ code, day }: { code: string; day: string }) {
  const { t } = useTranslation()
  const name = useNames()
  const { data, error } = useQuery(agencyPage(code))
  const { data: posts } = useQuery(agencyPosts(code, day))
  if (error) return <Failed error={error} />
  if (!data) return <Waiting />
  const now = data.states.find((one) => one.since <= day && (!one.until || day < one.until))
  return (
    <>
      <h2>{now?.name ?? code}</h2>
      {now && (
        <p className="muted">
          {[t(`agency_kind.${now.kind}`), now.area_name || t('app.city'), now.credit, now.leader_name && t('people.led_by', { who: now.leader_name })].filter(Boolean).join(' · ')}
        </p>
      )}
      <h3>{t('people.posts')}</h3>
      {posts?.length === 0 && <Empty>{t('people.no_posts')}</Empty>}
      <ul className="lines">
        {posts?.map((post) => (
          <li key={post.id}>
            <Link to={`/people/${post.login}`}>{post.name}</Link>
            <span>
              {name(post.duty)} {post.for_name && t('fact.acting_for', { who: post.for_name })}
            </span>
            <small className="muted">{post.area_name || t('app.city')}</small>
          </li>
        ))}
      </ul>
      <h3>{t('people.history')}</h3>
      <ul className="lines">
        {data.states.toReversed().map((one) => (
          <li key={one.since}>
            <span className="number muted">
              {one.since} – {one.until ?? ''}
            </span>
            <span>
              {one.name}
              {one.parent_name && <small className="muted"> · {t('people.under', { which: one.parent_name })}</small>}
            </span>
            {one.why && <small className="muted">{one.why}</small>}
          </li>
        ))}
      </ul>
      {data.successor && <p className="muted">{t('people.merged_into', { which: data.successor })}</p>}
    </>
  )
}
