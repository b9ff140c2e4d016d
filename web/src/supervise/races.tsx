import { DownloadOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { RaceOut, RunnerOut, RunOut } from '../api/generated/types.gen'
import { CITY } from '../api/queries'
import { Empty, Failed } from '../kit/empty'
import { Waiting } from '../kit/waiting'
import { useMe } from '../people/session'
import { useAsked, useStretch, AskedBar, type By } from './asked'
import { ChangeRule } from './race-rule'
import { points, raceMonth, races, ruleHistory, useCalled, useGroups } from './supervise-api'
import './supervise.css'

/** A month's places by a published rule, and what moved each since the month before. */
export default function Races() {
  const { t, i18n } = useTranslation()
  const called = useCalled()
  const stretch = useStretch()
  const [asked, change, params] = useAsked('district')
  const { data: known, error } = useQuery(races)
  const rule = known?.find((one) => one.name === params.get('race')) ?? known?.find((one) => (one.among === 'street') === asked.area.length > 2) ?? known?.[0]
  const month = { ...asked, kind: 'month' as const }
  const wrong = rule?.among === 'street' && asked.area === CITY
  const run = useQuery({ ...raceMonth(rule?.name ?? '', asked.area, asked.day), enabled: Boolean(rule) && !wrong })
  const address = `/api/races/${rule?.name}/board.xlsx?${new URLSearchParams({ area: asked.area, day: asked.day, language: i18n.language })}`
  return (
    <main className="supervise">
      <header>
        <h1>{t('pages.races')}</h1>
        <p className="muted grow">{t('supervise.races_what')}</p>
        {rule && <Select className="filter" aria-label={t('pages.races')} value={rule.name} options={known?.map((one) => ({ value: one.name, label: called(one.words, one.name) }))} onChange={(race) => change({ race })} />}
        {run.data && <Button type="text" icon={<DownloadOutlined />} href={address}>{t('supervise.export_excel')}</Button>}
      </header>
      <AskedBar asked={month} change={change} months />
      {error ? <Failed error={error} /> : wrong ? <Empty>{t('supervise.choose_district')}</Empty> : run.error ? <Failed error={run.error} /> : !run.data ? <Waiting /> : (
        <>
          <Board of={run.data} />
          <div className="race-below">
            <Rule of={run.data.race} />
            {run.data.months.length > 0 && (
              <section aria-label={t('supervise.month_frozen')}>
                <h2>{t('supervise.month_frozen')}</h2>
                <p className="flags">
                  {run.data.months.map((first) => (
                    <button key={first} type="button" className="drill" onClick={() => change({ day: first })}>
                      {stretch('month', first)}
                    </button>
                  ))}
                </p>
              </section>
            )}
          </div>
        </>
      )}
    </main>
  )
}

function Board({ of }: { of: RunOut }) {
  const { t } = useTranslation()
  const called = useCalled()
  const title = useGroups()
  const by = of.race.among as By
  if (!of.runners.length) return <Empty>{t('supervise.nothing_counted')}</Empty>
  return (
    <section aria-label={t('pages.races')}>
      <h2>
        {called(of.race.words, of.race.name)}
        <small className="muted">{of.frozen ? <Link to={`/periods?period=${of.frozen}`}>{t('supervise.race_frozen', { id: of.frozen })}</Link> : t('supervise.race_live')}</small>
      </h2>
      {of.rule_changed && <p className="muted">{t('supervise.rule_changed')}</p>}
      <div className="scrolling-table">
        <table className="ranking">
          <thead>
            <tr>
              <th className="number">{t('supervise.place_now')}</th>
              <th>{t(`supervise.by_${by}`)}</th>
              <th />
              <th className="number">{t('supervise.points_total')}</th>
              {of.marks.map((mark) => (
                <th key={mark.name} className="number">{called(mark.words, mark.name)}</th>
              ))}
              <th className="number">{t('supervise.cases')}</th>
              <th>{t('supervise.why_changed')}</th>
            </tr>
          </thead>
          <tbody>
            {of.runners.map((one) => (
              <tr key={one.group}>
                <td className="number">
                  <b>{one.place || '–'}</b>
                </td>
                <th scope="row">
                  {title(one, by, of.area)} <small className="muted block">{one.place ? t('supervise.adjusted_place_small', { place: one.adjusted }) : t('supervise.too_few')}</small>
                </th>
                <td>{one.flag && <FlagSign flag={one.flag} />}</td>
                <td className="number">
                  <b>{points(one.total)}</b>
                </td>
                {of.marks.map((mark) => (
                  <td key={mark.name} className="number">
                    <Link to={`/sheets?${new URLSearchParams({ sheet: of.race.sheet, by, area: of.area, day: of.first, group: one.group, mark: mark.name })}`}>{points(one.marks[mark.name] ?? 0)}</Link>
                  </td>
                ))}
                <td className="number">{one.cases}</td>
                <td>
                  <Why of={one} run={of} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function FlagSign({ flag }: { flag: string }) {
  const { t } = useTranslation()
  return (
    <span className={`race-flag is-${flag}`}>
      <i aria-hidden />
      {t(`supervise.flag_${flag}`)}
    </span>
  )
}

/** The place before, points gained and lost by mark, and with whom places were changed. */
function Why({ of, run }: { of: RunnerOut; run: RunOut }) {
  const { t } = useTranslation()
  const called = useCalled()
  const title = useGroups()
  const by = run.race.among as By
  if (!of.before) return <small className="muted">{t('supervise.place_new')}</small>
  const words = new Map(run.marks.map((mark) => [mark.name, called(mark.words, mark.name)]))
  const names = (groups: string[]) => groups.map((group) => title({ group, title: run.titles[group] ?? '' }, by, run.area)).join('、')
  const was = Number(of.before.place)
  const moved = was && of.place ? was - of.place : 0
  return (
    <span className="why-moved">
      {was > 0 && (
        <span className="number">
          {moved > 0 ? `▲ ${moved}` : moved < 0 ? `▼ ${-moved}` : of.place ? '＝' : '–'} <small className="muted">{t('supervise.place_before', { place: was })}</small>
        </span>
      )}
      {Object.entries(of.gained).map(([mark, gained]) => (
        <small key={mark} className={gained < 0 ? 'is-late number' : 'number'}>
          {t('supervise.gained', { mark: words.get(mark) ?? mark, points: `${gained > 0 ? '+' : '−'}${points(Math.abs(gained))}` })}
        </small>
      ))}
      {!Object.keys(of.gained).length && <small className="muted">{t('supervise.same_points')}</small>}
      {of.overtook.length > 0 && <small className="muted">{t('supervise.overtook', { who: names(of.overtook) })}</small>}
      {of.overtaken_by.length > 0 && <small className="muted">{t('supervise.overtaken_by', { who: names(of.overtaken_by) })}</small>}
    </span>
  )
}

function Rule({ of }: { of: RaceOut }) {
  const { t } = useTranslation()
  const called = useCalled()
  const { posts } = useMe()
  const [changing, setChanging] = useState(false)
  const { data } = useQuery(ruleHistory(of.name))
  const may = posts.some((post) => post.duty === 'rule_board' && post.area === CITY)
  return (
    <section aria-label={t('supervise.rule')}>
      <h2>
        {t('supervise.rule')}
        <span className="grow" />
        {may && <Button size="small" onClick={() => setChanging(true)}>{t('supervise.change_rule')}</Button>}
      </h2>
      <p>
        {t('supervise.race_rule', { sheet: called(of.sheet_words, of.sheet), least: of.least, red: of.red, yellow: of.yellow })} {of.sure && t('supervise.race_sure')}
      </p>
      <p>
        <b>{t('supervise.rewards')}</b> {called(of.rewards, '–')}
      </p>
      <p>
        <b>{t('supervise.penalties')}</b> {called(of.penalties, '–')}
      </p>
      <h3 className="muted">{t('supervise.rule_history')}</h3>
      {data?.length === 0 && <p className="muted">{t('supervise.rule_as_shipped')}</p>}
      <ul>
        {data?.map((one) => (
          <li key={one.version}>{t('supervise.rule_version', { version: one.version, since: one.since, reason: one.reason, by: one.by })}</li>
        ))}
      </ul>
      {changing && <ChangeRule of={of} onClose={() => setChanging(false)} />}
    </section>
  )
}
