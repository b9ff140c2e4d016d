import { DownloadOutlined, UploadOutlined } from '@ant-design/icons'
import { useMutation } from '@tanstack/react-query'
import { Button, Modal } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { bring } from '../api/generated/sdk.gen'
import type { ImportOut } from '../api/generated/types.gen'
import { csv, download } from '../kit/csv'
import { Failed } from '../kit/empty'
import { SheetCounts, SheetRows } from '../kit/sheet-rows'
import { Waiting } from '../kit/waiting'
import { FileInput } from '../kit/file-input'
import { useReread } from './device-api'

const COLUMNS = ['code', 'name', 'kind', 'lon', 'lat', 'area', 'maker', 'owner', 'repairer', 'asset', 'expect_every_s', 'life'] as const
const VERDICTS = ['new', 'changed', 'same', 'refused'] as const

/** Bring a sheet of devices: first what would become of each row, then it is done. */
export function DeviceImport() {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button type="text" icon={<UploadOutlined />} aria-label={t('devices.import')} onClick={() => setOpen(true)}>
        <span className="wide">{t('devices.import')}</span>
      </Button>
      {open && <Import onClose={() => setOpen(false)} />}
    </>
  )
}

function Import({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const reread = useReread()
  const input = useRef<HTMLInputElement>(null)
  const [file, setFile] = useState<File>()
  const act = useMutation({
    mutationFn: async ({ of, dry }: { of: File; dry: boolean }) => ({ dry, told: await ask(bring({ body: { file: of }, query: { dry_run: dry } })) }),
    onSuccess: ({ dry }) => !dry && reread(),
  })
  const told = act.data?.told
  const done = act.data?.dry === false
  const coming = told ? told.new + told.changed : 0
  const footer = done
    ? [<Button key="close" type="primary" onClick={onClose}>{t('map.close')}</Button>]
    : [
        <Button key="cancel" onClick={onClose}>{t('device.cancel')}</Button>,
        <Button key="bring" type="primary" disabled={!coming} loading={act.isPending} onClick={() => file && act.mutate({ of: file, dry: false })}>
          {t('devices.bring', { count: coming })}
        </Button>,
      ]
  return (
    <Modal open title={t('devices.import')} onCancel={onClose} footer={footer} width={640}>
      <p className="muted">{t('devices.import_what')}</p>
      <p className="drawer-acts">
        <Button icon={<UploadOutlined />} onClick={() => input.current?.click()}>
          {file ? t('devices.another_sheet') : t('devices.choose_sheet')}
        </Button>
        <Template />
      </p>
      <FileInput
        ref={input}
        accept=".csv,.xlsx,.xlsm"
        label={t('devices.choose_sheet')}
        onFile={(of) => {
          setFile(of)
          act.mutate({ of, dry: true })
        }}
      />
      <div aria-live="polite">
        {act.isPending && !told && <Waiting />}
        {act.error && <Failed error={act.error} />}
        {told && file && !act.error && <Report told={told} done={done} file={file.name} />}
      </div>
    </Modal>
  )
}

function Report({ told, done, file }: { told: ImportOut; done: boolean; file: string }) {
  const { t } = useTranslation()
  const save = () => {
    const head = [t('devices.row'), t('device.code'), t('devices.verdict'), t('devices.reason')]
    const rows = told.rows.map((row) => [row.row, row.code, t(`devices.${row.verdict}`), row.reason])
    download(`${file.replace(/\.\w+$/, '')}-${t('devices.refused')}.csv`, csv([head, ...rows]))
  }
  return (
    <>
      <h3>{t(done ? 'devices.was_brought' : 'devices.would_bring', { file })}</h3>
      <SheetCounts kinds={VERDICTS} of={told} word={(one) => t(`devices.${one}`)} />
      {told.rows.length > 0 && (
        <>
          <SheetRows rows={told.rows.map((row) => ({ key: String(row.row), row: row.row, about: <code>{row.code}</code>, reason: row.reason }))} />
          <p className="drawer-acts">
            <Button icon={<DownloadOutlined />} onClick={save}>
              {t('devices.save_report')}
            </Button>
            {told.refused > told.rows.length && <small className="muted">{t('devices.first_refused', { count: told.rows.length })}</small>}
          </p>
        </>
      )}
    </>
  )
}

/** A sheet with the heads that are understood and one row as an example. */
function Template() {
  const { t } = useTranslation()
  const save = () => {
    const example = ['WL-0001', t('devices.example.name'), t('devices.example.kind'), 106.5773, 29.5602, '', '', t('devices.example.owner'), t('devices.example.repairer'), '', 300, t('devices.example.life')]
    download(`${t('devices.template')}.csv`, csv([COLUMNS.map((one) => t(`devices.heads.${one}`)), example]))
  }
  return (
    <Button type="text" icon={<DownloadOutlined />} onClick={save}>
      {t('devices.template')}
    </Button>
  )
}
