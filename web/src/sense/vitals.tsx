import { useQuery } from '@tanstack/react-query'
import { Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import { Failed } from '../kit/empty'
import { Waiting } from '../kit/waiting'
import { AreasBelow } from './vitals-areas'
import { Boards } from './vitals-boards'
import { Bring } from './vitals-bring'
import { Explained } from './vitals-explained'
import { overview, useLooking } from './vitals-api'
import { VitalRows } from './vitals-rows'
import './vitals.css'

/** The boards: how the city is, from the whole down to a street, each number with its ground. */
export default function Vitals() {
  const { t } = useTranslation()
  const { area, lit, open, look } = useLooking()
  const { data, error, refetch } = useQuery(overview(area))
  if (error) return <Failed error={error} again={() => void refetch()} />
  if (!data) return <Waiting />
  return (
    <main className="vitals">
      <header>
        <h1>{t('pages.vitals')}</h1>
        <nav className="crumbs" aria-label={t('vitals.where')}>
          {data.chain.map((one, place) => (
            <button key={one.code} type="button" aria-current={one.code === data.area} onClick={() => look({ area: one.code })}>
              {one.name || (place === 0 && one.code.length === 2 ? t('app.city') : one.code)}
            </button>
          ))}
        </nav>
        <span className="grow" />
        <label className="only-lit">
          <Switch size="small" checked={lit} onChange={(on) => look({ lit: on ? '1' : '' })} /> {t('vitals.only_lit')}
        </label>
        <Bring />
      </header>
      <div className="vitals-body">
        <Boards boards={data.boards} />
        <VitalRows area={data.area} boards={data.boards} />
        <AreasBelow areas={data.below} level={data.level} />
      </div>
      {open && <Explained name={open} area={data.area} />}
    </main>
  )
}
