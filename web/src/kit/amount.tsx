import { useTranslation } from 'react-i18next'
import { useSpoken } from './time'

const number = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 1 })

/** What a unit is called on this screen; a plain count has none. */
export function useUnit(): (unit: string) => string {
  const { t } = useTranslation()
  return (unit) => t(`unit.${unit}`, { defaultValue: unit })
}

/** A number with its unit, small: a count has none, seconds are said as people say them. */
export function Amount({ value, unit }: { value: number; unit: string }) {
  const { last } = useSpoken()
  const called = useUnit()
  if (unit === 's') return <>{last(value * 1000)}</>
  return (
    <>
      {number.format(value)} <small>{called(unit)}</small>
    </>
  )
}
