import { DownloadOutlined, UploadOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Dropdown, Modal } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { bringCatalogue } from '../api/generated/sdk.gen'
import type { ReportOut } from '../api/generated/types.gen'
import { Failed } from '../kit/empty'
import { FileInput } from '../kit/file-input'
import { useMe } from '../people/session'

/** Take the catalogue out as a book or a text, or bring one: first what would become of each line, then it is kept. */
export function Bring() {
  const { t } = useTranslation()
  const may = useMe().posts.some((post) => post.duty === 'leader' && post.area === '50')
  const input = useRef<HTMLInputElement>(null)
  const [file, setFile] = useState<File>()
  const client = useQueryClient()
  const bring = useMutation({
    mutationFn: ({ of, dry }: { of: File; dry: boolean }) => ask(bringCatalogue({ body: { file: of }, query: { dry } })),
    onSuccess: (report) => report.kept && void client.invalidateQueries({ queryKey: ['vitals'] }),
  })
  const forms = (['xlsx', 'toml'] as const).map((form) => ({
    key: form,
    label: <a href={`/api/vitals/catalogue?form=${form}`}>{t(`vitals.as_${form}`)}</a>,
  }))
  return (
    <>
      <Dropdown menu={{ items: forms }} trigger={['click']}>
        <Button type="text" icon={<DownloadOutlined />}>
          <span className="wide">{t('vitals.take_out')}</span>
        </Button>
      </Dropdown>
      {may && (
        <Button type="text" icon={<UploadOutlined />} onClick={() => input.current?.click()}>
          <span className="wide">{t('vitals.bring')}</span>
        </Button>
      )}
      <FileInput
        ref={input}
        accept=".xlsx,.toml"
        label={t('vitals.bring')}
        onFile={(of) => {
          setFile(of)
          bring.mutate({ of, dry: true })
        }}
      />
      <Modal
        open={Boolean(file)}
        title={file?.name}
        okText={t('vitals.keep')}
        okButtonProps={{ disabled: !bring.data || bring.data.kept || (bring.data.counts.refused ?? 0) > 0, loading: bring.isPending }}
        cancelText={t('map.close')}
        onOk={() => file && bring.mutate({ of: file, dry: false })}
        onCancel={() => {
          setFile(undefined)
          bring.reset()
        }}
      >
        {bring.error ? <Failed error={bring.error} /> : bring.data && <Report of={bring.data} />}
      </Modal>
    </>
  )
}

function Report({ of }: { of: ReportOut }) {
  const { t } = useTranslation()
  return (
    <div className="brought">
      <p>{t(of.kept ? 'vitals.was_kept' : 'vitals.would', { ...of.counts })}</p>
      <ul>
        {of.rows.slice(0, 200).map((row) => (
          <li key={`${row.kind} ${row.line}`} className={row.outcome}>
            <span className="number muted">{row.line}</span> <code>{row.name}</code> {t(`vitals.outcome.${row.outcome}`)} <span className="muted">{row.why}</span>
          </li>
        ))}
      </ul>
    </div>
  )
}
