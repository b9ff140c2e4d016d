import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, EditOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RouteFindingOut, RouteLine } from '../api/generated/types.gen'
import { useAreaName, useNames } from '../api/queries'
import { LineForm } from './routing-form'

interface Of {
  line: RouteLine
  place: number
  last: number
  may: boolean
  wins: boolean
  findings: RouteFindingOut[]
  onPut: (line: RouteLine) => void
  onMove: (by: number) => void
  onDrop: () => void
}

/** A line as a sentence: when what holds, to whom. */
export function OneLine({ line, place, last, may, wins, findings, onPut, onMove, onDrop }: Of) {
  const { t } = useTranslation()
  const name = useNames()
  const [open, setOpen] = useState(!line.duty && line.categories?.length === 0 && may)
  const when = useWhen()(line)
  return (
    <li className={wins ? 'wins' : undefined}>
      <p className="head">
        <b>
          {place + 1}. {line.name}
        </b>
        {wins && <span className="flagged">{t('routing.wins')}</span>}
        <span className="grow" />
        {may && (
          <span>
            <Button type="text" size="small" icon={<ArrowUpOutlined />} aria-label={t('routing.up')} disabled={place === 0} onClick={() => onMove(-1)} />
            <Button type="text" size="small" icon={<ArrowDownOutlined />} aria-label={t('routing.down')} disabled={place === last} onClick={() => onMove(1)} />
            <Button type="text" size="small" icon={<EditOutlined />} aria-label={t('routing.edit')} aria-expanded={open} onClick={() => setOpen(!open)} />
            <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t('routing.drop')} onClick={onDrop} />
          </span>
        )}
      </p>
      <p>
        {when.length ? when.join(t('routing.and')) : t('routing.always')} → <b>{line.duty ? name(line.duty) : t('routing.as_matrix')}</b>{' '}
        {line.duty && <span className="muted">{t('routing.from_level', { level: t(`routing.level.${line.level ?? 'grid'}`) })}</span>}
        {(line.assisting?.length ?? 0) > 0 && <span className="muted"> · {t('why_here.assisting')} {line.assisting!.map(name).join('、')}</span>}
        {line.urgent && <span className="flagged"> {t('flag.urgent')}</span>}
      </p>
      {findings.map((one) => (
        <p key={one.flaw} className="flaw" role="alert">
          {t(`routing.flaw.${one.flaw}`, { by: one.by.join('、'), about: t(`why_here.on_${one.about}`, { defaultValue: one.about }) })}
        </p>
      ))}
      {open && may && <LineForm line={line} onPut={onPut} />}
    </li>
  )
}

function useWhen(): (line: RouteLine) => string[] {
  const { t } = useTranslation()
  const name = useNames()
  const area = useAreaName()
  return (line) => {
    const of = (key: string, said: string[] | undefined) => (said?.length ? [`${t(`why_here.on_${key}`)} ${said.join('/')}`] : [])
    return [
      ...of('category', line.categories?.map((key) => (name(key) === key ? key : `${key} ${name(key)}`))),
      ...of('area', line.areas?.map(area)),
      ...of('warning', line.warnings?.map((one) => t(`level.${one}`))),
      ...of('origin', line.origins?.map((one) => t(`routing.origin.${one}`))),
      ...(line.if_urgent === null || line.if_urgent === undefined ? [] : [t(line.if_urgent ? 'routing.if_urgent' : 'routing.if_not_urgent')]),
      ...(line.from_h === 0 && line.to_h === 24 ? [] : [`${line.from_h}–${line.to_h} ${t('routing.oclock')}`]),
      ...of('weekdays', line.weekdays?.map((one) => t(`routing.weekday.${one}`))),
      ...of('words', line.words),
    ]
  }
}
