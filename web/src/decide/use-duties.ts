import { useQuery } from '@tanstack/react-query'
import { ask } from '../api/client'
import { listDuties } from '../api/generated/sdk.gen'

/** The duties there are, by their names. */
export function useDuties(): string[] {
  const { data } = useQuery({ queryKey: ['duties'], queryFn: () => ask(listDuties()), staleTime: Infinity })
  return data ?? []
}
