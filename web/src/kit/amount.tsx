import { useSpoken } from './time'

const number = new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 1 })

/** A number with its unit, small: a count has none, seconds are said as people say them. */
export function Amount({ value, unit }: { value: number; unit: string }) {
  const { last } = useSpoken()
  if (unit === 's') return <>{last(value * 1000)}</>
  return (
    <>
      {number.format(value)} {unit !== '1' && <small>{unit}</small>}
    </>
  )
}
