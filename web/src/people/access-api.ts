import { queryOptions, useQueryClient } from '@tanstack/react-query'
import { ask } from '../api/client'
import * as api from '../api/generated/sdk.gen'

export const account = queryOptions({ queryKey: ['account'], queryFn: () => ask(api.myAccount()), retry: false })
export const tokens = queryOptions({ queryKey: ['account', 'tokens'], queryFn: () => ask(api.listTokens()), retry: false })
export const memberAccess = (text: string) =>
  queryOptions({ queryKey: ['access', text], queryFn: () => ask(api.listMemberAccess({ query: { text } })), retry: false })

/** Read again what is said of who gets in, and of who I am. */
export function useReread(): () => void {
  const client = useQueryClient()
  return () => {
    for (const key of ['account', 'access', 'me']) void client.invalidateQueries({ queryKey: [key] })
  }
}
