import { DownloadOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BookOut, CategoryOut, StandardOut } from '../api/generated/types.gen'
import { Empty, Failed } from '../kit/empty'
import { Waiting } from '../kit/waiting'
import { book, lines, useBookWords } from './standards-api'
import { BringBook } from './standards-bring'
import { Editions } from './standards-editions'
import { Suggest } from './standards-suggest'
import { StandardsTable } from './standards-table'
import './standards.css'

/** Matters first: they are what cases are about. */
const KINDS = ['M', 'L', 'C'] as const

/** The city's book: what is filed when, closed when, how fast, and by whom; class by class. */
export default function Standards() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(book)
  return (
    <main className="standards">
      <header>
        <h1>{t('pages.standards')}</h1>
        <p className="muted grow">
          {data?.edition ? t('standards.holds', { since: data.edition.since, title: data.edition.title, count: data.edition.lines }) : t('standards.what')}
        </p>
        {data?.edition && (
          <Button type="text" icon={<DownloadOutlined />} href={`/api/standards/editions/${data.edition.id}/book.xlsx`}>
            {t('standards.take_out')}
          </Button>
        )}
        <BringBook first={!data?.edition} />
      </header>
      {error ? <Failed error={error} again={() => void refetch()} /> : !data ? <Waiting /> : <Book of={data} />}
    </main>
  )
}

function Book({ of }: { of: BookOut }) {
  const { t } = useTranslation()
  const { data: all = [] } = useQuery(lines)
  const [above, setAbove] = useState('')
  const [text, setText] = useState('')
  const found = useFound(of, all, above, text)
  return (
    <div className="standards-body">
      <aside>
        <Classes of={of} chosen={above} onChoose={setAbove} />
        <Editions />
      </aside>
      <section aria-label={t('standards.lines')}>
        <div className="standards-search">
          <Input.Search
            allowClear
            value={text}
            placeholder={t('standards.search')}
            aria-label={t('standards.search')}
            onChange={(event) => setText(event.target.value)}
          />
          <span className="number muted">{t('standards.found', { count: found.length })}</span>
        </div>
        {found.length === 0 ? <Empty>{t('standards.none')}</Empty> : <StandardsTable categories={found} lines={all} />}
      </section>
      <Suggest onChoose={(key) => (setAbove(''), setText(key))} />
    </div>
  )
}

/** The categories of a class whose names, keys or conditions have every word that is looked for. */
function useFound(of: BookOut, all: StandardOut[], above: string, text: string): CategoryOut[] {
  return useMemo(() => {
    const said = new Map<string, string>()
    for (const one of all) said.set(one.key, `${said.get(one.key) ?? ''} ${one.filing} ${one.filing_en} ${one.department}`)
    const words = text.toLowerCase().split(/\s+/).filter(Boolean)
    const found = of.categories.filter((one) => {
      const whole = `${one.key} ${one.zh} ${one.en} ${said.get(one.key) ?? ''}`.toLowerCase()
      return one.key.startsWith(above) && words.every((word) => whole.includes(word))
    })
    return KINDS.flatMap((kind) => found.filter((one) => one.key.startsWith(kind)))
  }, [of, all, above, text])
}

function Classes({ of, chosen, onChoose }: { of: BookOut; chosen: string; onChoose: (key: string) => void }) {
  const { t } = useTranslation()
  const { name } = useBookWords()
  const counted = (key: string) => of.categories.filter((one) => one.key.startsWith(key)).length
  const line = (key: string, words: string, top = false) => (
    <li key={key} className={top ? 'top' : undefined}>
      <button type="button" aria-pressed={chosen === key} onClick={() => onChoose(key)}>
        <span>{words}</span>
        <span className="number muted">{counted(key)}</span>
      </button>
    </li>
  )
  return (
    <nav aria-label={t('standards.classes')}>
      <ul className="classes">
        {line('', t('standards.all'), true)}
        {KINDS.flatMap((kind) => [
          line(kind, t(`standards.kind_${kind}`), true),
          ...of.classes.filter((one) => one.key.startsWith(kind) && counted(one.key)).map((one) => line(one.key, name(one))),
        ])}
      </ul>
    </nav>
  )
}
