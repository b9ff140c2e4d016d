import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { CasePage, StageOut } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { LampMark } from '../kit/lamp-mark'
import { Moment } from '../kit/moment'
import { stagesOf } from './acts-api'
import { useLeft } from './use-left'

/** The way of the case, stage by stage: which it is in, who is waited for, how much time is left. */
export function Stages({ page }: { page: CasePage }) {
  const { data } = useQuery(stagesOf(page.case.id))
  if (!data) return <ol className="stages" />
  return (
    <ol className="stages" style={{ gridTemplateColumns: `repeat(${data.length}, 1fr)` }}>
      {data.map((one) => (
        <Step key={one.stage} of={one} />
      ))}
    </ol>
  )
}

function Step({ of }: { of: StageOut }) {
  const { t } = useTranslation()
  const left = useLeft()
  const here = of.state === 'here'
  const share = of.state === 'done' ? 1 : here ? Math.max(0.04, of.share) : 0
  return (
    <li className={`${of.state} ${of.late || (here && of.lamp === 'red') ? 'late' : ''}`} aria-current={here ? 'step' : undefined}>
      <span className="stage-bar" aria-hidden>
        <i style={{ width: `${share * 100}%` }} />
      </span>
      <b>{t(`clocks.stage.${of.stage}`)}</b>
      {of.state === 'skipped' && <small>{t('clocks.skipped')}</small>}
      {of.turn > 1 && <small>{t('clocks.turn', { turn: of.turn })}</small>}
      {here && of.left_s !== null && (
        <span className="stage-left">
          {of.paused ? t('clocks.no_deadline') : of.lamp && <LampMark lamp={of.lamp} />}
          {!of.paused && <span className="number">{left({ ...of, left_s: of.left_s, whole_s: of.whole_s ?? 0 })}</span>}
        </span>
      )}
      {here ? <Awaited of={of} /> : of.ended && of.state === 'done' ? <small><Moment at={of.ended} /> {of.late && t('clocks.late')}</small> : null}
    </li>
  )
}

function Awaited({ of }: { of: StageOut }) {
  const { t } = useTranslation()
  const name = useNames()
  if (of.awaited.length === 0) return <small>{t('case.nobody')}</small>
  return (
    <small className="awaited">
      {of.awaited.map((one) => (
        <span key={one.duty + one.area} title={one.area_name}>
          {name(one.duty)} {one.names.slice(0, 2).join('、')}
          {one.names.length > 2 && ` +${one.names.length - 2}`}
        </span>
      ))}
    </small>
  )
}
