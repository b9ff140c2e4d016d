import { useTranslation } from 'react-i18next'
import type { DeviceOut } from '../api/generated/types.gen'
import { Moment } from '../kit/moment'
import { lampOf } from './device-api'

/** How a device is: a shape of its own for each state, and its word. */
export function DeviceLamp({ of, word = true }: { of: DeviceOut; word?: boolean }) {
  const { t } = useTranslation()
  const lamp = lampOf(of)
  const said = lamp === 'out' ? t(`life.${of.life}`) : t(lamp === 'never' ? 'device.never' : `device.is_${lamp}`)
  return (
    <span className={`device-lamp is-${lamp}`} title={said}>
      <i aria-hidden />
      {word ? <span>{said}</span> : <span className="unseen">{said}</span>}
      {word && lamp === 'silent' && of.silent_since && <Moment at={of.silent_since} />}
    </span>
  )
}
