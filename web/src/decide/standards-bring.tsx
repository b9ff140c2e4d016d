import { DownloadOutlined, UploadOutlined } from '@ant-design/icons'
import { useMutation } from '@tanstack/react-query'
import { Button, Input, Modal } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { adoptEdition } from '../api/generated/sdk.gen'
import type { BroughtOut, DifferenceOut } from '../api/generated/types.gen'
import { Failed } from '../kit/empty'
import { dayFromNow } from '../kit/time'
import { SheetCounts, SheetRows } from '../kit/sheet-rows'
import { FileInput } from '../kit/file-input'
import { Waiting } from '../kit/waiting'
import { useMe } from '../people/session'
import { useReread } from './standards-api'

const COUNTS = ['new', 'changed', 'same', 'gone', 'refused'] as const

/** Bring a sheet as the book: first how the book would differ and which rows cannot be, then it is adopted for a day. */
export function BringBook({ first }: { first: boolean }) {
  const { t } = useTranslation()
  const may = useMe().posts.some((post) => post.duty === 'rule_board' && post.area === '50')
  const [open, setOpen] = useState(false)
  if (!may) return null
  return (
    <>
      <Button icon={<UploadOutlined />} onClick={() => setOpen(true)}>
        {t('standards.bring')}
      </Button>
      {open && <Bring earliest={dayFromNow(first ? 0 : 1)} onClose={() => setOpen(false)} />}
    </>
  )
}

function Bring({ earliest, onClose }: { earliest: string; onClose: () => void }) {
  const { t } = useTranslation()
  const reread = useReread()
  const input = useRef<HTMLInputElement>(null)
  const [file, setFile] = useState<File>()
  const [since, setSince] = useState(earliest)
  const act = useMutation({
    mutationFn: (said: { of: File; since: string; dry: boolean }) =>
      ask(adoptEdition({ body: { file: said.of }, query: { since: said.since, dry_run: said.dry } })),
    onSuccess: (told) => told.edition !== null && reread(),
  })
  const told = act.data
  const done = Boolean(told?.edition)
  const look = (of: File | undefined, day: string) => of && day && act.mutate({ of, since: day, dry: true })
  const ready = told && !done && told.refused === 0 && told.new + told.changed + told.gone > 0
  return (
    <Modal
      open
      width={760}
      title={t('standards.bring')}
      okText={t(done ? 'map.close' : 'standards.adopt', { since })}
      okButtonProps={{ disabled: !done && !ready, loading: act.isPending }}
      cancelText={t('device.cancel')}
      onOk={() => (done ? onClose() : file && act.mutate({ of: file, since, dry: false }))}
      onCancel={onClose}
    >
      <p className="muted">{t('standards.bring_what')}</p>
      <p className="drawer-acts">
        <label>
          {t('standards.since')}{' '}
          <Input
            type="date"
            className="filter"
            value={since}
            min={earliest}
            onChange={(event) => (setSince(event.target.value), look(file, event.target.value))}
          />
        </label>
        <Button icon={<UploadOutlined />} onClick={() => input.current?.click()}>
          {file?.name ?? t('devices.choose_sheet')}
        </Button>
        <Button type="text" icon={<DownloadOutlined />} href="/api/standards/template.xlsx">
          {t('standards.template')}
        </Button>
        <Button type="text" icon={<DownloadOutlined />} href="/api/standards/example.xlsx">
          {t('standards.example')}
        </Button>
      </p>
      <FileInput
        ref={input}
        accept=".csv,.xlsx,.xlsm"
        label={t('devices.choose_sheet')}
        onFile={(of) => {
          setFile(of)
          look(of, since)
        }}
      />
      <div aria-live="polite">
        {act.isPending && !told && <Waiting />}
        {act.error ? <Failed error={act.error} /> : told && <Told of={told} />}
      </div>
    </Modal>
  )
}

function Told({ of }: { of: BroughtOut }) {
  const { t } = useTranslation()
  return (
    <>
      {of.edition && <p role="status">{t('standards.adopted', { number: of.edition })}</p>}
      <SheetCounts kinds={COUNTS} of={of} word={(one) => t(`standards.${one}`)} />
      {of.refused > 0 && <p>{t('standards.nothing_adopted')}</p>}
      <SheetRows
        rows={[
          ...of.rows.map((row) => ({ key: `row ${row.row}`, row: row.row, about: <code>{row.key}</code>, reason: row.reason })),
          ...of.differences.slice(0, 200).map((one) => ({ key: `${one.key} ${one.number}`, about: <About of={one} />, reason: <Difference of={one} /> })),
        ]}
      />
    </>
  )
}

function About({ of }: { of: DifferenceOut }) {
  const { t } = useTranslation()
  return (
    <>
      <b>{t(`standards.${of.what}`)}</b> <code>{of.key}</code> <span className="number">{of.number}</span>
    </>
  )
}

function Difference({ of }: { of: DifferenceOut }) {
  const { t } = useTranslation()
  const columns = [...new Set([...Object.keys(of.before), ...Object.keys(of.after)])]
  return (
    <>
      {of.name}
      {of.what === 'changed' &&
        columns.map((column) => (
          <p key={column}>
            <span className="muted">{t(`standards.column.${column}`)}</span> <del>{of.before[column] ?? '–'}</del> → <ins>{of.after[column] ?? '–'}</ins>
          </p>
        ))}
    </>
  )
}
