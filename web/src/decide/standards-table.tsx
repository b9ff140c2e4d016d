import { Table } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { CategoryOut, StandardOut } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { useBookWords } from './standards-api'

interface Row {
  key: string
  category: CategoryOut
  line?: StandardOut
  /** How many rows the category takes; none after its first. */
  span: number
}

/** Categories with their lines: a row a line, the category beside its lines. */
export function StandardsTable({ categories, lines }: { categories: CategoryOut[]; lines: StandardOut[] }) {
  const { t } = useTranslation()
  const names = useNames()
  const { name, filing, closing, limit } = useBookWords()
  const rows = useMemo(() => laidOut(categories, lines), [categories, lines])
  const beside = (row: Row) => ({ rowSpan: row.span })
  return (
    <Table<Row>
      size="small"
      dataSource={rows}
      pagination={{ pageSize: 100, showSizeChanger: false, hideOnSinglePage: true }}
      columns={[
        { title: t('standards.key'), width: 90, onCell: beside, render: (_, { category }) => <code>{category.key}</code> },
        {
          title: t('standards.name'),
          width: 190,
          onCell: beside,
          render: (_, { category }) => (
            <>
              {name(category)}
              {category.local && <small className="tag">{t(category.emergency ? 'standards.emergency' : 'standards.local')}</small>}
            </>
          ),
        },
        { title: t('standards.filing'), render: (_, { line }) => (line ? filing(line) : <span className="muted">{t('standards.unsaid')}</span>) },
        { title: t('standards.closing'), render: (_, { line }) => line && closing(line) },
        { title: t('standards.grade'), width: 64, render: (_, { line }) => line?.grade },
        { title: t('standards.limit'), width: 150, render: (_, { line }) => line && <span className="number">{limit(line.limit)}</span> },
        {
          title: t('standards.whose'),
          width: 130,
          render: (_, { line }) => line && <span title={line.source}>{[line.duty && names(line.duty), line.department].filter(Boolean).join(' · ')}</span>,
        },
      ]}
    />
  )
}

function laidOut(categories: CategoryOut[], lines: StandardOut[]): Row[] {
  const byKey = new Map<string, StandardOut[]>()
  for (const line of lines) byKey.set(line.key, [...(byKey.get(line.key) ?? []), line])
  return categories.flatMap((category): Row[] => {
    const own = byKey.get(category.key) ?? byKey.get(category.key.replace(/^C/, 'M')) ?? []
    if (own.length === 0) return [{ key: category.key, category, span: 1 }]
    return own.map((line, at) => ({ key: `${category.key} ${line.number}`, category, line, span: at ? 0 : own.length }))
  })
}
