import { useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'react-router'
import type { ParameterOut } from '../api/generated/types.gen'
import { parameters, useNames } from '../api/queries'

export const keyOf = (one: ParameterOut): string => `${one.detector}.${one.name}`

/** A bare count has no unit to show. */
export const unitOf = (one: ParameterOut): string => (one.unit === '1' ? '' : one.unit)

/** The parameter that is worked on; it stands in the address. */
export function useChosen() {
  const { data } = useQuery(parameters)
  const [params, setParams] = useSearchParams()
  const wanted = params.get('parameter')
  const chosen = data?.find((one) => keyOf(one) === wanted) ?? data?.[0]
  return { all: data, chosen, choose: (key: string) => setParams({ parameter: key }, { replace: true }) }
}

/** What a parameter is called: with its detector, its scenario or alone, whichever has words. */
export function useParameterName(): (key: string) => string {
  const name = useNames()
  return (key) => {
    const parts = key.split('.')
    const last = parts.at(-1) ?? key
    const tries = [key, `${parts[0]}.${last}`, last]
    return tries.map(name).find((said) => said !== last) ?? last
  }
}
