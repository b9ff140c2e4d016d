import { DownloadOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { bringLines, catchUp, draftMatrix, publishMatrix, withdrawMatrix } from '../api/generated/sdk.gen'
import type { MatrixOut } from '../api/generated/types.gen'
import { CITY } from '../api/queries'
import { AreaSelect } from '../kit/area-select'
import { Empty, Failed } from '../kit/empty'
import { dayFromNow } from '../kit/time'
import { FileInput } from '../kit/file-input'
import { Waiting } from '../kit/waiting'
import { useMe } from '../people/session'
import { matrices, useReread } from './matrix-api'
import { Faults } from './matrix-faults'
import { MatrixTable } from './matrix-table'
import { WhoLeads } from './matrix-who'
import { useAct } from './use-act'
import './matrix.css'

/** Who leads in which matters, where and when: the table, its holes, and the way from a draft to what holds. */
export default function Matrix() {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(matrices)
  const [chosen, setChosen] = useState<number>()
  const [area, setArea] = useState('')
  const shown = data?.find((one) => one.id === chosen) ?? data?.find((one) => one.holds) ?? data?.[0]
  return (
    <main className="matrix">
      <header>
        <h1>{t('pages.matrix')}</h1>
        <p className="muted grow">{t('matrix.what')}</p>
        {data && data.length > 0 && (
          <Select
            className="matrix-which"
            aria-label={t('matrix.version')}
            value={shown?.id}
            onChange={setChosen}
            options={data.map((one) => ({ value: one.id, label: `#${one.id} ${one.note} · ${t(`matrix.${one.holds ? 'holds' : one.state}`, { day: one.since })}` }))}
          />
        )}
        <AreaSelect value={area} label={t('matrix.area')} onChange={setArea} />
        <Draft onDrafted={setChosen} />
      </header>
      {error ? <Failed error={error} again={() => void refetch()} /> : !data ? <Waiting /> : null}
      {data?.length === 0 && <Empty>{t('matrix.none')}</Empty>}
      {shown && (
        <>
          <Acts key={shown.id} of={shown} area={area} />
          <div className="matrix-body">
            <MatrixTable id={shown.id} area={area || CITY} onOpen={setArea} />
            <aside>
              <Faults id={shown.id} />
              <WhoLeads />
            </aside>
          </div>
        </>
      )}
    </main>
  )
}

const useMay = () => useMe().posts.some((post) => post.duty === 'rule_board')

function Draft({ onDrafted }: { onDrafted: (id: number) => void }) {
  const { t } = useTranslation()
  const reread = useReread()
  const act = useAct(
    () => ask(draftMatrix({ body: { note: t('matrix.draft_of', { day: dayFromNow(0) }) } })),
    (made) => {
      reread()
      onDrafted(made.id)
    },
  )
  if (!useMay()) return null
  return (
    <Button loading={act.isPending} onClick={() => act.mutate(undefined)}>
      {t('matrix.begin')}
    </Button>
  )
}

/** What can be done with a draft: its lines go out and come back as a sheet, it is published for a day, or given up. */
function Acts({ of, area }: { of: MatrixOut; area: string }) {
  const { t } = useTranslation()
  const reread = useReread()
  const [since, setSince] = useState(dayFromNow(1))
  const bring = useAct((file: File) => ask(bringLines({ path: { matrix_id: of.id }, query: { area: area || CITY }, body: { file } })), reread)
  const publish = useAct(() => ask(publishMatrix({ path: { matrix_id: of.id }, body: { since } })), reread)
  const catching = useAct(() => ask(catchUp({ path: { matrix_id: of.id } })), reread)
  const withdraw = useAct(() => ask(withdrawMatrix({ path: { matrix_id: of.id } })), reread)
  const draft = of.state === 'draft'
  const to_come = of.state === 'published' && !of.holds && (of.since ?? '') > dayFromNow(0)
  const may = useMay()
  return (
    <div className="drawer-acts matrix-acts">
      <Button type="text" icon={<DownloadOutlined />} href={`/api/matrix/${of.id}/sheet?area=${area}`}>
        {t('matrix.take_out')}
      </Button>
      {draft && may && (
        <>
          <label className="ant-btn ant-btn-default ant-btn-color-default ant-btn-variant-outlined">
            {t('matrix.bring')}
            <FileInput accept=".csv,.xlsx" label={t('matrix.bring')} onFile={(file) => bring.mutate(file)} />
          </label>
          <Button onClick={() => catching.mutate(undefined)}>{t('matrix.catch_up')}</Button>
          <Input type="date" className="matrix-day" aria-label={t('matrix.since')} value={since} onChange={(event) => setSince(event.target.value)} />
          <Button type="primary" loading={publish.isPending} disabled={!since} onClick={() => publish.mutate(undefined)}>
            {t('matrix.publish')}
          </Button>
        </>
      )}
      {may && (draft || to_come) && <Button onClick={() => withdraw.mutate(undefined)}>{t('matrix.withdraw')}</Button>}
      {bring.data && <Brought of={bring.data} />}
    </div>
  )
}

function Brought({ of }: { of: { new: number; changed: number; same: number; refused: number; gone: number; rows: { row: number; reason: string; verdict: string }[] } }) {
  const { t } = useTranslation()
  const refused = of.rows.filter((row) => row.verdict === 'refused')
  return (
    <div aria-live="polite">
      <p>{t('matrix.brought', { ...of })}</p>
      <ul>
        {refused.slice(0, 20).map((row) => (
          <li key={row.row}>
            <span className="number muted">{row.row}</span> {row.reason}
          </li>
        ))}
      </ul>
    </div>
  )
}
