import { UploadOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Modal } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { bringBook } from '../api/generated/sdk.gen'
import { Failed } from '../kit/empty'
import { SheetRows } from '../kit/sheet-rows'
import { FileInput } from '../kit/file-input'

/** Bring a workbook of people: first what would become of each row, then it is done. */
export function BookImport() {
  const { t } = useTranslation()
  const client = useQueryClient()
  const input = useRef<HTMLInputElement>(null)
  const [file, setFile] = useState<File>()
  const act = useMutation({
    mutationFn: async ({ of, dry }: { of: File; dry: boolean }) => ({ dry, told: await ask(bringBook({ body: { file: of }, query: { dry_run: dry } })) }),
    onSuccess: ({ dry }) => !dry && void client.invalidateQueries({ queryKey: ['people'] }),
  })
  const told = act.data?.told
  const done = act.data?.dry === false
  const coming = told ? told.new + told.changed : 0
  const close = () => setFile(undefined)
  return (
    <>
      <Button icon={<UploadOutlined />} onClick={() => input.current?.click()}>
        {t('people.bring')}
      </Button>
      <FileInput
        ref={input}
        accept=".xlsx"
        label={t('people.bring')}
        onFile={(of) => {
          setFile(of)
          act.mutate({ of, dry: true })
        }}
      />
      <Modal
        open={file !== undefined}
        title={file?.name}
        width={720}
        onCancel={close}
        okText={done ? t('map.close') : t('people.bring_rows', { count: coming })}
        cancelText={t('device.cancel')}
        confirmLoading={act.isPending}
        okButtonProps={{ disabled: !done && !coming }}
        onOk={() => (done || !file ? close() : act.mutate({ of: file, dry: false }))}
      >
        {act.error && <Failed error={act.error} />}
        {told && <p aria-live="polite">{t(done ? 'people.brought' : 'people.would', { ...told })}</p>}
        <SheetRows
          rows={(told?.rows ?? []).map((row) => ({
            key: `${row.kind} ${row.row}`,
            row: row.row,
            about: `${t(`people_sheet.${row.kind}`)} ${row.about}`,
            reason: (
              <>
                <span className={row.verdict === 'refused' ? 'is-refused' : 'muted'}>{t(`devices.${row.verdict}`)}</span> {row.reason}
              </>
            ),
          }))}
        />
      </Modal>
    </>
  )
}
