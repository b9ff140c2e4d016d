import { useQuery } from '@tanstack/react-query'
import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { SheetFormOut, SheetOut } from '../api/generated/types.gen'
import { Empty, Failed } from '../kit/empty'
import { Waiting } from '../kit/waiting'
import { AskedBar, useAsked, type Asked } from './asked'
import { CaseLines } from './case-lines'
import { filled, forms, lost, points, useCalled, useGroups, useWords } from './supervise-api'
import './supervise.css'

/** Score sheets filled in, best first; every lost point leads to its cases and their appeals. */
export default function ScoreSheets() {
  const { t } = useTranslation()
  const called = useCalled()
  const [asked, change, params] = useAsked('duty')
  const { data: known, error } = useQuery(forms)
  const form = known?.find((one) => one.name === params.get('sheet')) ?? known?.[0]
  return (
    <main className="supervise">
      <header>
        <h1>{t('pages.sheets')}</h1>
        <p className="muted grow">{t('supervise.sheets_what')}</p>
        {form && (
          <Select
            className="filter"
            aria-label={t('pages.sheets')}
            value={form.name}
            options={known?.map((one) => ({ value: one.name, label: called(one.words, one.name) }))}
            onChange={(sheet) => change({ sheet, group: '', mark: '' })}
          />
        )}
      </header>
      <AskedBar asked={asked} change={change} among={['duty', 'post', 'district', 'street']} />
      {error ? <Failed error={error} /> : form ? <Filled form={form} asked={asked} params={params} change={change} /> : <Waiting />}
    </main>
  )
}

interface Of {
  form: SheetFormOut
  asked: Asked
  params: URLSearchParams
  change: (changes: Record<string, string>) => void
}

function Filled({ form, asked, params, change }: Of) {
  const { t } = useTranslation()
  const called = useCalled()
  const title = useGroups()
  const { data, error, refetch } = useQuery(filled(form.name, asked))
  const by = asked.by
  if (error) return <Failed error={error} again={() => void refetch()} />
  if (!data) return <Waiting />
  const chosen = data.find((one) => one.group === params.get('group')) ?? data[0]
  return (
    <div className="supervise-body">
      <nav className="yardstick-list" aria-label={t(`supervise.by_${by}`)}>
        {data.length === 0 && <Empty>{t('supervise.nothing_counted')}</Empty>}
        {data.map((one) => (
          <button key={one.group} type="button" aria-pressed={one === chosen} onClick={() => change({ group: one.group, mark: '' })}>
            <span>{title(one, by, asked.area)}</span>
            <b className="number">{points(one.total)}</b>
          </button>
        ))}
        <small className="muted">{t('supervise.source', { what: called(form.source, '') })}</small>
      </nav>
      {chosen && <Marks of={chosen} form={form} title={title(chosen, by, asked.area)} asked={asked} mark={params.get('mark') ?? ''} onMark={(mark) => change({ group: chosen.group, mark })} />}
    </div>
  )
}

function Marks({ of, form, title, asked, mark, onMark }: { of: SheetOut; form: SheetFormOut; title: string; asked: Asked; mark: string; onMark: (mark: string) => void }) {
  const { t } = useTranslation()
  const called = useCalled()
  const words = useWords()
  const line = of.marks.find((one) => one.name === mark)
  return (
    <div className="yardstick-one">
      <section aria-label={title}>
        <h2>
          {title} <small className="number">{t('supervise.of_full', { total: points(of.total), full: points(form.full) })}</small>
        </h2>
        <div className="scrolling-table">
          <table>
            <thead>
              <tr>
                <th>{t('supervise.mark')}</th>
                <th>{t('supervise.formula')}</th>
                <th className="number">{t('supervise.given')}</th>
                <th className="number">{t('supervise.lost')}</th>
              </tr>
            </thead>
            <tbody>
              {of.marks.map((one) => (
                <tr key={one.name}>
                  <th scope="row">{called(one.words, one.name)}</th>
                  <td>
                    <small className="muted">{words.formula(one.formula)}</small>
                  </td>
                  <td className="number">
                    {points(one.points)} <small className="muted">/ {points(one.full)}</small>
                  </td>
                  <td className="number">
                    {one.lost > 1e-9 ? (
                      <button type="button" className="drill number" aria-pressed={one.name === mark} title={t('supervise.open_cases')} onClick={() => onMark(one.name === mark ? '' : one.name)}>
                        −{points(one.lost)}
                      </button>
                    ) : (
                      <span className="muted">{one.measured ? '0' : t('supervise.not_measured')}</span>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </section>
      {line && <Lost name={form.name} asked={asked} group={of.group} mark={mark} title={called(line.words, line.name)} lost={line.lost} />}
    </div>
  )
}

function Lost({ name, asked, group, mark, title, lost: points_lost }: { name: string; asked: Asked; group: string; mark: string; title: string; lost: number }) {
  const { t } = useTranslation()
  const { data, error } = useQuery(lost(name, asked, group, mark))
  return (
    <section className="behind" aria-label={t('supervise.behind')}>
      <h2>
        {title} <small className="number">−{points(points_lost)}</small>
      </h2>
      {error ? <Failed error={error} /> : data ? <CaseLines cases={data} shares /> : <Waiting />}
    </section>
  )
}
