import { useQuery } from '@tanstack/react-query'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import type { CountedOut, CountOut, CountedRowOut, YardstickOut, YardsticksOut } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { Empty, Failed } from '../kit/empty'
import { Waiting } from '../kit/waiting'
import type { Asked } from './asked'
import { CaseLines } from './case-lines'
import { counted, countedCases, useCalled, useGroups, useValue, useWords } from './supervise-api'

interface Of {
  of: YardstickOut
  book: YardsticksOut
  asked: Asked
  whole: CountedOut
  params: URLSearchParams
  change: (changes: Record<string, string>) => void
}

/** One yardstick: how it is worked out, whom it measures, and the cases behind each of its counts. */
export function OneYardstick({ of, book, asked, whole, params, change }: Of) {
  const called = useCalled()
  const [group, count] = [params.get('group') ?? '', params.get('count') ?? '']
  const within = params.get('within') === 'whole' ? 'whole' : asked.by
  const open = (to: string, of_group: string, by: string) => change({ count: to, group: of_group, within: by === 'whole' ? 'whole' : '' })
  return (
    <div className="yardstick-one">
      <section aria-label={called(of.words, of.name)}>
        <h2>{called(of.words, of.name)}</h2>
        <Formula of={of} book={book} whole={whole} onOpen={(name) => open(name, '', 'whole')} />
      </section>
      {count && <Behind asked={{ ...asked, by: within as Asked['by'] }} group={group} count={count} onClose={() => change({ count: '', group: '', within: '' })} />}
      <Compared of={of} asked={asked} onOpen={(name, to) => open(name, to, '')} />
    </div>
  )
}

function Formula({ of, book, whole, onOpen }: { of: YardstickOut; book: YardsticksOut; whole: CountedOut; onOpen: (count: string) => void }) {
  const { t } = useTranslation()
  const name = useNames()
  const words = useWords()
  const called = useCalled()
  const say = useValue()
  const counts = whole.groups[0]?.counts ?? {}
  return (
    <>
      <p className="formula">
        {words.formula(of.part)}
        {of.whole && (
          <>
            {' ÷ '}
            {words.formula(of.whole)}
          </>
        )}
        {of.unit === 'percent' && ' × 100 %'}
      </p>
      <table className="inputs">
        <thead>
          <tr>
            <th>{t('supervise.input')}</th>
            <th>{t('supervise.counts_when')}</th>
            <th className="number">{t('supervise.many')}</th>
          </tr>
        </thead>
        <tbody>
          {of.counts.map((one) => {
            const count = book.counts.find((each) => each.name === one)
            return (
              <tr key={one}>
                <td>{words.of(one)}</td>
                <td>
                  {count && <When of={count} />}
                </td>
                <td className="number">{count?.of === 'grid' ? (counts[one] ?? 0) : <Drill value={counts[one] ?? 0} onOpen={() => onOpen(one)} />}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
      <p className="muted">
        {t('supervise.owner', { who: name(of.owner) })} · {t('supervise.source', { what: called(of.source, '') })}
        {!of.confirmed && ` · ${t('supervise.unconfirmed_why')}`}
      </p>
      <details>
        <summary>{t('supervise.tests', { count: of.tests.length })}</summary>
        <ul className="tests">
          {of.tests.map((test, place) => (
            <li key={place}>
              <i aria-hidden className={test.gives === test.wanted || Math.abs((test.gives ?? 0) - (test.wanted ?? 0)) < 1e-6 ? 'good' : 'bad'} />
              {Object.entries(test.given).map(([one, value]) => `${words.of(one)} ${value}`).join('，')} → <b className="number">{say(test.gives, of.unit)}</b>{' '}
              <small className="muted">{t('supervise.wanted', { value: say(test.wanted, of.unit) })}</small>
            </li>
          ))}
        </ul>
      </details>
    </>
  )
}

/** What is counted, in words; beneath it the condition as it is worked out, with what each name in it means. */
function When({ of }: { of: CountOut }) {
  const { t } = useTranslation()
  const called = useCalled()
  const added = called(of.sums, '')
  return (
    <>
      {called(of.says, '') || t('supervise.all_of_them')}
      {added && ` · ${t('supervise.adds', { what: added })}`}
      {of.of !== 'grid' && <small> · {t('supervise.by_instant', { at: t(`supervise.at_${of.at || 'opened'}`) })}</small>}
      {of.where && (
        <details className="condition">
          <summary>{t('supervise.as_worked_out')}</summary>
          <Condition said={of.where} of={of} />
          {of.sum && <Condition said={of.sum} of={of} />}
          <dl>
            {of.terms.map((one) => (
              <Fragment key={one.name}>
                <dt>
                  <code>{one.name}</code>
                </dt>
                <dd>{called(one.what, one.name)}</dd>
              </Fragment>
            ))}
          </dl>
        </details>
      )}
    </>
  )
}

/** A condition whose names say what they are to who hovers. */
function Condition({ said, of }: { said: string; of: CountOut }) {
  const called = useCalled()
  return (
    <code>
      {said.split(/([a-z][a-z0-9_]*)/).map((part, place) => {
        const term = of.terms.find((one) => one.name === part)
        return term ? (
          <abbr key={place} title={called(term.what, part)}>
            {part}
          </abbr>
        ) : (
          part
        )
      })}
    </code>
  )
}

/** A number that opens its cases; nothing to open behind a nought. */
export function Drill({ value, onOpen }: { value: number; onOpen: () => void }) {
  const { t } = useTranslation()
  const said = Number.isInteger(value) ? String(value) : value.toFixed(1)
  if (!value) return <span className="muted">0</span>
  return (
    <button type="button" className="drill number" title={t('supervise.open_cases')} onClick={onOpen}>
      {said}
    </button>
  )
}

function Compared({ of, asked, onOpen }: { of: YardstickOut; asked: Asked; onOpen: (count: string, group: string) => void }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(counted(asked, asked.by))
  const title = useGroups()
  const words = useWords()
  const say = useValue()
  if (error) return <Failed error={error} again={() => void refetch()} />
  if (!data) return <Waiting />
  const valueOf = (row: CountedRowOut) => row.values.find((one) => one.name === of.name)?.value ?? null
  const rows = data.groups.filter((row) => of.counts.some((one) => row.counts[one])).toSorted((a, b) => order(valueOf(a), valueOf(b), of.better))
  const most = Math.max(...rows.map((row) => valueOf(row) ?? 0), 1e-9)
  return (
    <section aria-label={t(`supervise.by_${asked.by}`)}>
      <h2>
        {t(`supervise.by_${asked.by}`)} <small className="number">{rows.length}</small>
      </h2>
      {rows.length === 0 ? (
        <Empty>{t('supervise.nothing_counted')}</Empty>
      ) : (
        <div className="scrolling-table">
          <table>
            <thead>
              <tr>
                <th>{t(`supervise.by_${asked.by}`)}</th>
                <th className="number">{t('supervise.value')}</th>
                <th aria-hidden />
                {of.counts.map((one) => (
                  <th key={one} className="number">
                    {words.of(one)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.group}>
                  <th scope="row">{title(row, asked.by, asked.area)}</th>
                  <td className="number">
                    <b>{say(valueOf(row), of.unit)}</b>
                  </td>
                  <td className="bar-cell" aria-hidden>
                    <i style={{ width: `${((valueOf(row) ?? 0) / (of.unit === 'percent' ? 100 : most)) * 100}%` }} />
                  </td>
                  {of.counts.map((one) => (
                    <td key={one} className="number">
                      {one === 'grids' ? row.counts[one] : <Drill value={row.counts[one] ?? 0} onOpen={() => onOpen(one, row.group)} />}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

const order = (a: number | null, b: number | null, better: string): number =>
  a === null || b === null ? Number(a === null) - Number(b === null) : better === 'down' ? a - b : b - a

function Behind({ asked, group, count, onClose }: { asked: Asked; group: string; count: string; onClose: () => void }) {
  const { t } = useTranslation()
  const words = useWords()
  const title = useGroups()
  const { data, error } = useQuery(countedCases(asked, group, count))
  const rows = useQuery(counted(asked, asked.by)).data
  const of = rows?.groups.find((one) => one.group === group)
  return (
    <section className="behind" aria-label={t('supervise.behind')}>
      <h2>
        {of ? title(of, asked.by, asked.area) : ''} · {words.of(count)} {data && <small className="number">{data.length}</small>}
        <span className="grow" />
        <button type="button" className="drill" onClick={onClose}>
          {t('supervise.close')}
        </button>
      </h2>
      {error ? <Failed error={error} /> : data ? <CaseLines cases={data} /> : <Waiting />}
    </section>
  )
}
