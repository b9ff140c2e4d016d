import { InputNumber } from 'antd'
import type { DetectorKindOut } from '../api/generated/types.gen'
import { useNames } from '../api/queries'

type Values = Record<string, number>

/** What a kind calls the numbers it asks for. */
export function useNumberNames(): (kind: string, asked: string) => string {
  const name = useNames()
  return (kind, asked) => {
    const here = name(`own.${kind}.${asked}`) // a limit is a sum of spreads here, and litres there
    return here === asked ? name(`own.${asked}`) : here
  }
}

interface Of {
  kind: DetectorKindOut
  values: Values
  /** What holds where nothing is said: a rung has the numbers of the first. */
  below?: Values
  unit: string
  put: (values: Values) => void
}

/** The numbers a kind asks for. */
export function Numbers({ kind, values, below = {}, unit, put }: Of) {
  const called = useNumberNames()
  return kind.asks.map((one) => (
    <label key={one.name}>
      {called(kind.name, one.name)}
      <InputNumber
        value={values[one.name] ?? null}
        min={one.least}
        max={one.most}
        placeholder={String(below[one.name] ?? one.usual ?? '')}
        suffix={one.unit.replace('second signal', '').replace('signal', unit).replace(/^1$/, '')}
        onChange={(next) => {
          const { [one.name]: _, ...others } = values
          put(next === null ? others : { ...others, [one.name]: next })
        }}
      />
    </label>
  ))
}
