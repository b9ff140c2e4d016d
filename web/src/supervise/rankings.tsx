import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { RankedOut, YardsticksOut } from '../api/generated/types.gen'
import { Empty, Failed } from '../kit/empty'
import { Waiting } from '../kit/waiting'
import { AskedBar, LEVELS, useAsked, type Asked } from './asked'
import { definitions, doubted, ranking, useCalled, useGroups } from './supervise-api'
import './supervise.css'

/** Shares of cases: what a place can be adjusted for the mix of cases by. */
const rankable = (book?: YardsticksOut) =>
  book?.yardsticks.filter((one) => one.unit === 'percent' && one.better !== 'none' && one.counts.length === 2 && one.counts.every((name) => book.counts.find((each) => each.name === name)?.of === 'case')) ?? []

/** The raw place beside the place adjusted for the mix of cases, and what is doubtful about both. */
export default function Rankings() {
  const { t } = useTranslation()
  const called = useCalled()
  const [asked, change, params] = useAsked('district')
  const { data: book } = useQuery(definitions)
  const known = rankable(book)
  const yardstick = known.find((one) => one.name === params.get('yardstick'))?.name ?? 'handling_on_time'
  const { data, error, refetch } = useQuery(ranking(asked, yardstick))
  return (
    <main className="supervise">
      <header>
        <h1>{t('pages.rankings')}</h1>
        <p className="muted grow">{t('supervise.rankings_what')}</p>
        <Select
          className="filter"
          aria-label={t('pages.yardsticks')}
          value={yardstick}
          options={known.map((one) => ({ value: one.name, label: called(one.words, one.name) }))}
          onChange={(to) => change({ yardstick: to })}
        />
      </header>
      <AskedBar asked={asked} change={change} among={LEVELS.filter((one) => one !== 'whole')} />
      {error ? <Failed error={error} again={() => void refetch()} /> : data ? <Table rows={data} asked={asked} /> : <Waiting />}
      <p className="muted method">{t('supervise.method')}</p>
    </main>
  )
}

function Table({ rows, asked }: { rows: RankedOut[]; asked: Asked }) {
  const { t } = useTranslation()
  const title = useGroups()
  const { data: odd } = useQuery(doubted(asked))
  if (!rows.length) return <Empty>{t('supervise.nothing_counted')}</Empty>
  const shares = new Map<number, number>()
  for (const one of rows) shares.set(one.place, (shares.get(one.place) ?? 0) + 1)
  return (
    <section>
      {rows.length > 1 && rows.every((one) => one.error === 0) && <p className="muted">{t('supervise.chance')}</p>}
      <div className="scrolling-table">
        <table className="ranking">
          <thead>
            <tr>
              <th className="number">{t('supervise.raw_place')}</th>
              <th className="number">{t('supervise.place')}</th>
              <th>{t(`supervise.by_${asked.by}`)}</th>
              <th className="number">{t('supervise.raw')}</th>
              <th className="number">{t('supervise.expected')}</th>
              <th className="number">{t('supervise.adjusted')}</th>
              <th className="number">{t('supervise.cases')}</th>
              <th>{t('supervise.doubts')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((one) => (
              <tr key={one.group}>
                <td className="number muted">{one.raw_place}</td>
                <td className="number">
                  <b>{one.place}</b> {(shares.get(one.place) ?? 0) > 1 && <small className="muted">{t('supervise.shared')}</small>}
                </td>
                <th scope="row">{title(one, asked.by, asked.area)}</th>
                <td className="number">{one.raw.toFixed(1)} %</td>
                <td className="number muted">{one.expected.toFixed(1)} %</td>
                <td className="number">
                  <b>{one.adjusted.toFixed(1)} %</b> {one.error > 0 && <small className="muted">± {(1.96 * one.error).toFixed(1)}</small>}
                </td>
                <td className="number">{one.cases}</td>
                <td>
                  <Flags counts={odd?.find((each) => each.group === one.group)?.doubted} asked={asked} group={one.group} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

/** What is doubtful in a group's cases; each opens the cases. */
export function Flags({ counts, asked, group }: { counts?: Record<string, number>; asked: Asked; group: string }) {
  const { t } = useTranslation()
  const { area, kind, day, by } = asked
  return (
    <span className="flags">
      {Object.entries(counts ?? {}).map(([odd, count]) => (
        <Link key={odd} className="flag" to={`/doubts?${new URLSearchParams({ area, kind, day, by, group, odd })}`} title={t(`doubt.${odd}_what`)}>
          {t(`doubt.${odd}`)} {count}
        </Link>
      ))}
    </span>
  )
}
