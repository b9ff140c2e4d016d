import { useQuery } from '@tanstack/react-query'
import { Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNames } from '../api/queries'
import { whoLeads } from './matrix-api'

/** Ask who leads in a matter in a grid today, and read why: the line that holds and those it overrode. */
export function WhoLeads() {
  const { t } = useTranslation()
  const name = useNames()
  const [category, setCategory] = useState('')
  const [area, setArea] = useState('')
  const { data } = useQuery(whoLeads(category, area))
  return (
    <section aria-label={t('matrix.who')}>
      <h2>{t('matrix.who')}</h2>
      <div className="drawer-acts">
        <Input className="matrix-day" placeholder="M06010" aria-label={t('matrix.category')} value={category} onChange={(event) => setCategory(event.target.value.trim().toUpperCase())} />
        <Input className="matrix-code" placeholder="500103001003001" aria-label={t('matrix.area')} value={area} onChange={(event) => setArea(event.target.value.replace(/\D/g, ''))} />
      </div>
      {data && (
        <div aria-live="polite">
          <p>{data.duty ? `${name(data.duty)} · ${data.area ? data.area_name || t('app.city') : t('matrix.vacant')}` : t(data.lines.length ? 'matrix.overlap' : 'matrix.gap')}</p>
          <ol className="matrix-why">
            {data.lines.map((line, place) => (
              <li key={line.id} className={place || !data.duty ? 'muted' : undefined}>
                #{line.id} {line.category || t('matrix.everything')} · {line.area_name || t('app.city')} · {name(line.duty)} · {line.source}
              </li>
            ))}
          </ol>
        </div>
      )}
    </section>
  )
}
