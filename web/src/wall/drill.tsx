import { CloseOutlined, LeftOutlined } from '@ant-design/icons'
import { useEffect, useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { DrilledCase } from './drill-case'
import { DrilledAlerts, DrilledBoard, DrilledCases, DrilledCounted, DrilledReviews, DrilledVehicle, DrilledVital } from './drill-lists'
import type { Drilled } from './use-drill'

function listed(of: Drilled): ReactNode {
  if (of.kind === 'case') return <DrilledCase id={of.id} />
  if (of.kind === 'cases') return <DrilledCases lamp={of.lamp} />
  if (of.kind === 'counted') return <DrilledCounted of={of} />
  if (of.kind === 'alerts') return <DrilledAlerts level={of.level} />
  if (of.kind === 'vital') return <DrilledVital name={of.name} />
  if (of.kind === 'board') return <DrilledBoard board={of.board} />
  if (of.kind === 'vehicle') return <DrilledVehicle id={of.id} />
  return <DrilledReviews />
}

/** What is behind a number, over the wall: a list, and from it one case. */
export function DrillSheet({ trail, onBack, onClose }: { trail: Drilled[]; onBack: () => void; onClose: () => void }) {
  const { t } = useTranslation()
  const of = trail.at(-1)!
  const title = of.kind === 'case' ? t('wall.case', { id: of.id }) : of.title
  const sheet = useRef<HTMLDialogElement>(null)
  useEffect(() => sheet.current?.focus(), [of])
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => event.key === 'Escape' && onClose()
    addEventListener('keydown', pressed)
    return () => removeEventListener('keydown', pressed)
  }, [onClose])
  return (
    <div className="drill-over" onClick={(event) => event.target === event.currentTarget && onClose()}>
      <dialog ref={sheet} open className="drill-sheet" aria-label={title} tabIndex={-1}>
        <header>
          {trail.length > 1 && (
            <button type="button" aria-label={t('wall.back')} onClick={onBack}>
              <LeftOutlined />
            </button>
          )}
          <h2>{title}</h2>
          <button type="button" aria-label={t('wall.close')} onClick={onClose}>
            <CloseOutlined />
          </button>
        </header>
        <div className="drill-list">{listed(of)}</div>
      </dialog>
    </div>
  )
}
