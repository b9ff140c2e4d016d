import { DownloadOutlined, UploadOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Input, Modal } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { bringMicrogrids } from '../api/generated/sdk.gen'
import { Empty, Failed } from '../kit/empty'
import { FileInput } from '../kit/file-input'
import { SheetRows } from '../kit/sheet-rows'
import { Waiting } from '../kit/waiting'
import { microgrids } from './people-api'
import { useMe } from './session'

/** The micro-grids a grid is shared into; one who keeps teams brings them by a sheet. */
export function MicroGrids({ area, chosen, choose }: { area: string; chosen: string; choose: (code: string) => void }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(microgrids(area))
  const keeps = useMe().posts.some((post) => post.duty === 'personnel' && (post.area === '50' || area.startsWith(post.area)))
  if (error) return <Failed error={error} again={() => void refetch()} />
  if (!data) return <Waiting />
  return (
    <>
      <h3>
        {t('microgrids.title')} <small className="number muted">{data.length}</small>
      </h3>
      {data.length === 0 ? (
        <Empty>{t('microgrids.none')}</Empty>
      ) : (
        <ul className="lines">
          {data.map((one) => (
            <li key={one.code}>
              <button type="button" className="linklike" aria-current={one.code === chosen} onClick={() => choose(one.code)}>
                {one.name}
              </button>
              <span className="number muted">{one.code}</span>
              <span className="number">{one.households === null ? '' : t('microgrids.households', { count: one.households })}</span>
            </li>
          ))}
        </ul>
      )}
      <p>
        <Button icon={<DownloadOutlined />} href={`/api/microgrids/sheet?area=${area}`}>
          {t('microgrids.take_out')}
        </Button>{' '}
        {keeps && <Bring />}
      </p>
    </>
  )
}

/** First what would become of each row, then it is done. */
function Bring() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const input = useRef<HTMLInputElement>(null)
  const [file, setFile] = useState<File>()
  const [since, setSince] = useState(() => new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10))
  const act = useMutation({
    mutationFn: async ({ of, dry, day }: { of: File; dry: boolean; day: string }) => ({
      dry,
      told: await ask(bringMicrogrids({ body: { file: of }, query: { since: day, dry_run: dry } })),
    }),
    onSuccess: ({ dry }) => !dry && void client.invalidateQueries({ queryKey: ['people'] }),
  })
  const told = act.data?.told ?? []
  const done = act.data?.dry === false
  const coming = told.filter((row) => row.verdict === 'added' || row.verdict === 'changed').length
  const close = () => setFile(undefined)
  const look = (of: File, day: string) => act.mutate({ of, dry: true, day })
  return (
    <>
      <Button icon={<UploadOutlined />} onClick={() => input.current?.click()}>
        {t('microgrids.bring')}
      </Button>
      <FileInput
        ref={input}
        accept=".csv,.xlsx"
        label={t('microgrids.bring')}
        onFile={(of) => {
          setFile(of)
          look(of, since)
        }}
      />
      <Modal
        open={file !== undefined}
        title={file?.name}
        width={720}
        onCancel={close}
        okText={done ? t('map.close') : t('microgrids.do', { count: coming })}
        okButtonProps={{ disabled: !done && coming === 0, loading: act.isPending }}
        cancelText={t('device.cancel')}
        onOk={() => (done || !file ? close() : act.mutate({ of: file, dry: false, day: since }))}
      >
        <label>
          {t('microgrids.since')}{' '}
          <Input
            type="date"
            value={since}
            disabled={done}
            style={{ width: '11rem' }}
            onChange={(event) => {
              setSince(event.target.value)
              if (file && event.target.value) look(file, event.target.value)
            }}
          />
        </label>
        {act.error && <Failed error={act.error} />}
        {act.data && <p aria-live="polite">{t(done ? 'microgrids.brought' : 'microgrids.would', { count: coming, of: told.length })}</p>}
        <SheetRows
          rows={told
            .filter((row) => row.verdict !== 'same')
            .map((row) => ({
              key: String(row.row),
              row: row.row,
              about: row.code,
              reason: (
                <>
                  <span className={row.verdict === 'refused' ? 'is-refused' : 'muted'}>{t(`devices.${row.verdict === 'added' ? 'new' : row.verdict}`)}</span> {row.why}
                </>
              ),
            }))}
        />
      </Modal>
    </>
  )
}
