import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { MatrixCellOut, MatrixTableOut } from '../api/generated/types.gen'
import { CITY, useNames } from '../api/queries'
import { Failed } from '../kit/empty'
import { Waiting } from '../kit/waiting'
import { table } from './matrix-api'

const SHORT = 6

/** Classes of matters down, areas across; what nobody leads, several lead or nobody holds is red. */
export function MatrixTable({ id, area, onOpen }: { id: number; area: string; onOpen: (code: string) => void }) {
  const { t } = useTranslation()
  const { data, error, refetch } = useQuery(table(id, area))
  if (error) return <Failed error={error} again={() => void refetch()} />
  if (!data) return <Waiting />
  return (
    <section className="matrix-table" aria-label={t('matrix.table')}>
      {area !== CITY && (
        <Button type="text" size="small" onClick={() => onOpen(area.length > SHORT ? area.slice(0, area.length - 3) : '')}>
          ← {t('matrix.up')}
        </Button>
      )}
      <div className="matrix-scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">{t('matrix.class')}</th>
              {data.areas.map((code, place) => (
                <th key={code} scope="col">
                  {code.length < 15 ? (
                    <button type="button" onClick={() => onOpen(code)}>
                      {data.names[place]}
                    </button>
                  ) : (
                    data.names[place]
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.rows.map((row) => (
              <Row key={row.key} of={row} areas={data.areas} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Row({ of, areas }: { of: MatrixTableOut['rows'][number]; areas: string[] }) {
  const { i18n } = useTranslation()
  return (
    <tr>
      <th scope="row">
        <code>{of.key}</code> {i18n.language === 'zh' ? of.zh : of.en}
      </th>
      {of.cells.map((cell, place) => (
        <Cell key={areas[place]} of={cell} />
      ))}
    </tr>
  )
}

function Cell({ of }: { of: MatrixCellOut }) {
  const { t } = useTranslation()
  const name = useNames()
  const bad = of.faults.map((one) => t(`matrix.${one}`)).join(' · ')
  return (
    <td className={of.faults.length ? `is-bad ${of.faults[0]}` : undefined} title={bad || undefined}>
      {of.duty ? name(of.duty) : bad ? '' : '—'}
      {bad && <b>{bad}</b>}
      {of.inner > 0 && <small className="muted"> {t('matrix.inner', { count: of.inner })}</small>}
    </td>
  )
}
