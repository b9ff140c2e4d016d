import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { again, ask } from '../api/client'
import * as api from '../api/generated/sdk.gen'
import type { HeapOut } from '../api/generated/types.gen'
import { useAct } from '../decide/use-act'
import { Empty } from '../kit/empty'
import { Moment } from '../kit/moment'

const quarantine = queryOptions({
  queryKey: ['quarantine'],
  queryFn: () => ask(api.lookThrough()),
  refetchInterval: again(5_000),
  retry: false,
})
const rowsOf = (source: string, reason: string) =>
  queryOptions({ queryKey: ['quarantine', source, reason], queryFn: () => ask(api.listRows({ query: { source, reason, limit: 50 } })) })

const SHOWN = 2_000 // characters of a row on the page

/** Refused rows by source and reason: looked at, brought again, or discarded. */
export function Quarantine({ source }: { source: string }) {
  const { t } = useTranslation()
  const { data } = useQuery(quarantine)
  const [open, setOpen] = useState('')
  if (!data) return null
  const heaps = data.heaps.filter((heap) => !source || heap.source === source)
  return (
    <section aria-label={t('quarantine.title')}>
      <h2>
        {t('quarantine.title')} <small className="muted">{t('quarantine.kept', { count: data.kept })}</small>
      </h2>
      {heaps.length === 0 && <Empty>{t('quarantine.none')}</Empty>}
      <ul className="heaps">
        {heaps.map((heap) => {
          const key = `${heap.source} ${heap.reason}`
          return <Heap key={key} heap={heap} open={open === key} onOpen={() => setOpen(open === key ? '' : key)} />
        })}
      </ul>
      {data.releases.length > 0 && (
        <ul className="releases muted">
          {data.releases.slice(0, 5).map((one) => (
            <li key={one.id}>
              <Moment at={one.at} /> {t(`quarantine.${one.how}`, { ...one, reason: t(`reason.${one.reason}`, { defaultValue: one.reason }) })}{' '}
              {one.why}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Heap({ heap, open, onOpen }: { heap: HeapOut; open: boolean; onOpen: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { message } = App.useApp()
  const [why, setWhy] = useState<string>()
  const about = { source: heap.source, reason: heap.reason }
  const again = () => {
    void client.invalidateQueries({ queryKey: ['quarantine'] })
    void client.invalidateQueries({ queryKey: ['ledger'] })
  }
  const replay = useAct(() => ask(api.replay({ body: about })), (done) => {
    const left = done.reduce((sum, one) => sum + one.count, 0)
    const still = done.reduce((sum, one) => sum + one.still, 0)
    void message.info(t('quarantine.done', { left, still }))
    again()
  })
  const discard = useAct(() => ask(api.discard({ body: { ...about, why: why ?? '' } })), again)
  return (
    <li>
      <div className="heap">
        <button type="button" className="plain" aria-expanded={open} onClick={onOpen}>
          <b>{t(`reason.${heap.reason}`, { defaultValue: heap.reason })}</b> <span className="muted">{heap.source}</span>{' '}
          <small className="muted">
            <Moment at={heap.newest} />
          </small>
        </button>
        <b className="number">{heap.rows.toLocaleString()}</b>
        <Button size="small" type="primary" loading={replay.isPending} onClick={() => replay.mutate(undefined)}>
          {t('quarantine.replay')}
        </Button>
        <Button size="small" onClick={() => setWhy(why === undefined ? '' : undefined)}>
          {t('quarantine.discard')}
        </Button>
      </div>
      {why !== undefined && (
        <div className="heap">
          <Input size="small" value={why} placeholder={t('quarantine.why')} onChange={(event) => setWhy(event.target.value)} />
          <Button size="small" danger disabled={!why.trim()} onClick={() => discard.mutate(undefined)}>
            {t('quarantine.discard')}
          </Button>
        </div>
      )}
      {open && <HeapRows heap={heap} />}
    </li>
  )
}

function HeapRows({ heap }: { heap: HeapOut }) {
  const { t } = useTranslation()
  const { data } = useQuery(rowsOf(heap.source, heap.reason))
  return (
    <ol className="rows">
      {data?.map((row) => (
        <li key={row.id} title={row.said}>
          <Moment at={row.at} /> {row.cut && <b>{t('quarantine.cut')}</b>} <code>{row.content.slice(0, SHOWN)}</code>
        </li>
      ))}
    </ol>
  )
}
