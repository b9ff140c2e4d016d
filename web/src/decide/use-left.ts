import { useTranslation } from 'react-i18next'
import { useSpoken } from '../kit/time'

interface Time {
  left_s: number
  whole_s: number
  amount: number | null
  unit: string
}

/** How much of a clock's time is left, in the unit its limit is said in: half of two working days is one working day, not eight hours. */
export function useLeft(): (of: Time) => string {
  const { t } = useTranslation()
  const { last } = useSpoken()
  return ({ left_s, whole_s, amount, unit }) => {
    const worked = unit.startsWith('W') && amount !== null && whole_s > 0
    const time = worked ? t(`clocks.unit.${unit}`, { count: Math.round((Math.abs(left_s) / whole_s) * amount * 10) / 10 }) : last(Math.abs(left_s) * 1000)
    return t(left_s < 0 ? 'clocks.over' : 'clocks.left', { time })
  }
}
