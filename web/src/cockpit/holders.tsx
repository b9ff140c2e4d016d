import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { CaseOut } from '../api/generated/types.gen'
import { cases, OPEN, useNames } from '../api/queries'

const SHOWN = 8

interface Holder {
  area: string
  areaName: string
  duty: string
  count: number
}

function holdersOf(open: CaseOut[]): Holder[] {
  const found = new Map<string, Holder>()
  for (const one of open) {
    const key = `${one.duty} ${one.held_at}`
    const known = found.get(key) ?? { area: one.held_at ?? '', areaName: one.held_at_name, duty: one.duty, count: 0 }
    found.set(key, { ...known, count: known.count + 1 })
  }
  return [...found.values()].sort((a, b) => b.count - a.count).slice(0, SHOWN)
}

/** Who has it: the duties with the most open cases. */
export function Holders() {
  const { t } = useTranslation()
  const name = useNames()
  const { data } = useQuery(cases(OPEN))
  if (!data?.length) return null
  return (
    <section className="holders" aria-label={t('numbers.holders')}>
      <h2>{t('numbers.holders')}</h2>
      <ul>
        {holdersOf(data).map((one) => (
          <li key={`${one.duty} ${one.area}`}>
            <Link to={one.area ? `/cases?area=${one.area}` : '/cases?state=opened'}>
              {one.area ? t('case.who', { area: one.areaName || t('app.city'), duty: name(one.duty) }) : t('case.nobody')}
            </Link>
            <b className="number">{one.count}</b>
          </li>
        ))}
      </ul>
    </section>
  )
}
