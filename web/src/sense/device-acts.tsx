import { EditOutlined, KeyOutlined } from '@ant-design/icons'
import { Button, Popconfirm, Typography } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { admit, moveOn } from '../api/generated/sdk.gen'
import type { CredentialOut, DeviceOut } from '../api/generated/types.gen'
import { useAct } from '../decide/use-act'
import { useKeeps, useReread, type Life } from './device-api'

const MOVES: Record<Life, readonly Life[]> = {
  planned: ['active'],
  active: ['suspended', 'retired'],
  suspended: ['active', 'retired'],
  retired: ['active'],
}

/** What who keeps the device may do with it. */
export function DeviceActs({ of, onChange }: { of: DeviceOut; onChange: () => void }) {
  const { t } = useTranslation()
  const keeps = useKeeps(of.area)
  const reread = useReread()
  const move = useAct((life: Life) => ask(moveOn({ path: { code: of.code }, body: { life } })), reread)
  return (
    <section className="drawer-part">
      <h3>{t('may.title')}</h3>
      {!keeps && <p className="muted">{t('device.who')}</p>}
      {keeps && (
        <>
          <div className="drawer-acts">
            {MOVES[of.life].map((life) => (
              <Button key={life} loading={move.isPending && move.variables === life} onClick={() => move.mutate(life)}>
                {t(`device.to_${life}`)}
              </Button>
            ))}
            <Button icon={<EditOutlined />} onClick={onChange}>
              {t('device.change')}
            </Button>
          </div>
          <Credential of={of} />
        </>
      )}
    </section>
  )
}

/** A new credential, shown this once. */
function Credential({ of }: { of: DeviceOut }) {
  const { t } = useTranslation()
  const [shown, setShown] = useState<CredentialOut>()
  const reread = useReread()
  const act = useAct(
    () => ask(admit({ path: { code: of.code } })),
    (given) => {
      setShown(given)
      reread()
    },
  )
  const button = (
    <Button icon={<KeyOutlined />} loading={act.isPending} onClick={of.credential ? undefined : () => act.mutate(undefined)}>
      {t(of.credential ? 'device.new_credential' : 'device.first_credential')}
    </Button>
  )
  return (
    <>
      <div className="drawer-acts">
        {of.credential ? (
          <Popconfirm title={t('device.ends_older')} okText={t('device.give')} cancelText={t('device.cancel')} onConfirm={() => act.mutate(undefined)}>
            {button}
          </Popconfirm>
        ) : (
          button
        )}
      </div>
      {shown && (
        <div className="once" role="status">
          <small className="muted">{t('device.once')}</small>
          <span>
            {t('device.user')} <Typography.Text code copyable>{shown.username}</Typography.Text>
          </span>
          <span>
            {t('device.password')} <Typography.Text code copyable>{shown.password}</Typography.Text>
          </span>
        </div>
      )}
    </>
  )
}
