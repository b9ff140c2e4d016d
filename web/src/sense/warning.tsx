import { DownloadOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Drawer } from 'antd'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { WarningPageOut } from '../api/generated/types.gen'
import { Failed } from '../kit/empty'
import { Level } from '../kit/level'
import { Moment } from '../kit/moment'
import { Waiting } from '../kit/waiting'
import { levelOf, warningPage } from './warnings-api'

const RingMap = lazy(() => import('./ring-map'))

interface Of {
  id: number
  onClose: () => void
  onOther: (id: number) => void
}

/** A warning opened: all its sender says, where, and what came of it. */
export function WarningDrawer({ id, onClose, onOther }: Of) {
  const { data, error } = useQuery(warningPage(id))
  return (
    <Drawer open onClose={onClose} size={560} title={data ? data.warning.headline || data.warning.event : `#${id}`} destroyOnHidden>
      {error && !data ? <Failed error={error} /> : data ? <Told of={data} onOther={onOther} /> : <Waiting />}
    </Drawer>
  )
}

function Told({ of, onOther }: { of: WarningPageOut; onOther: (id: number) => void }) {
  const { t } = useTranslation()
  const { warning } = of
  const level = levelOf(warning)
  return (
    <>
      <section className="drawer-part">
        <p className="why-top">
          {level && <Level warning={level} word />}
          <span className={`stand is-${warning.stand}`}>{t(`warnings.${warning.stand}`)}</span>
          <span className="grow" />
          {warning.alert && <Link to={`/alerts?alert=${warning.alert}`}>{t('warnings.to_alert')}</Link>}
        </p>
        <Facts of={of} />
      </section>
      {of.description && <Said title={t('warnings.description')} said={of.description} />}
      {of.instruction && <Said title={t('warnings.instruction')} said={of.instruction} />}
      {of.rings.length > 0 && (
        <section className="drawer-part">
          <h3>{t('warnings.area')}</h3>
          <Suspense fallback={<div className="mini-map" />}>
            <RingMap rings={of.rings} />
          </Suspense>
        </section>
      )}
      {of.chain.length > 1 && <Chain of={of} onOther={onOther} />}
      <section className="drawer-part">
        <div className="drawer-acts">
          <Button icon={<DownloadOutlined />} href={`/api/warnings/${warning.id}/cap`} download={`warning-${warning.id}.xml`}>
            {t('warnings.as_it_came')}
          </Button>
        </div>
      </section>
    </>
  )
}

function Facts({ of }: { of: WarningPageOut }) {
  const { t } = useTranslation()
  const { warning } = of
  const words = (['severity', 'urgency', 'certainty'] as const).filter((one) => warning[one])
  return (
    <dl>
      <dt>{t('warnings.who')}</dt>
      <dd>
        {warning.sender_name || warning.sender} {warning.sender_name && <small className="muted">{warning.sender}</small>}
      </dd>
      <dt>{t('warnings.event')}</dt>
      <dd>{warning.event}</dd>
      <dt>{t('warnings.area')}</dt>
      <dd>{warning.area}</dd>
      {words.map((one) => (
        <Pair key={one} name={t(`warnings.${one}`)} said={t(`cap.${one}.${warning[one]}`)} />
      ))}
      <dt>{t('warnings.effective')}</dt>
      <dd><Moment at={warning.effective} /></dd>
      {of.onset && (
        <>
          <dt>{t('warnings.onset')}</dt>
          <dd><Moment at={of.onset} /></dd>
        </>
      )}
      <dt>{t('warnings.expires')}</dt>
      <dd>{warning.expires ? <Moment at={warning.expires} /> : t('warnings.no_end')}</dd>
      {warning.status !== 'Actual' && <Pair name={t('warnings.status')} said={t(`cap.status.${warning.status}`)} />}
      {of.contact && <Pair name={t('warnings.contact')} said={of.contact} />}
    </dl>
  )
}

const Pair = ({ name, said }: { name: string; said: string }) => (
  <>
    <dt>{name}</dt>
    <dd>{said}</dd>
  </>
)

const Said = ({ title, said }: { title: string; said: string }) => (
  <section className="drawer-part">
    <h3>{title}</h3>
    <p className="said">{said}</p>
  </section>
)

/** Every message about the same matter, newest first. */
function Chain({ of, onOther }: { of: WarningPageOut; onOther: (id: number) => void }) {
  const { t } = useTranslation()
  return (
    <section className="drawer-part">
      <h3>{t('warnings.chain')}</h3>
      <ul className="drawer-lines">
        {of.chain.map((one) => (
          <li key={one.id} aria-current={one.id === of.warning.id || undefined}>
            <button type="button" className="plain-link" onClick={() => onOther(one.id)}>
              {t(`cap.kind.${one.kind}`, { defaultValue: one.kind })}
            </button>
            <span>{one.headline || one.event}</span>
            <span className="grow" />
            <small className="muted">
              <Moment at={one.sent} />
            </small>
          </li>
        ))}
      </ul>
    </section>
  )
}
