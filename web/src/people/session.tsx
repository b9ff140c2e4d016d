import { useQuery, useQueryClient } from '@tanstack/react-query'
import { createContext, lazy, use, type ReactNode } from 'react'
import { Navigate, useLocation, useNavigate } from 'react-router'
import { ask, Refusal } from '../api/client'
import { logOut } from '../api/generated/sdk.gen'
import type { MeOut } from '../api/generated/types.gen'
import { Living } from '../api/live'
import { me } from '../api/queries'
import { Failed } from '../kit/empty'
import { Waiting } from '../kit/waiting'

const Account = lazy(() => import('./account'))

const MeContext = createContext<MeOut | null>(null)

export function useMe(): MeOut {
  const known = use(MeContext)
  if (!known) throw new Error('useMe is used outside of <Known>')
  return known
}

/** What is inside is for those who are logged in; all others go to the login page and come back. What stands `alone` brings its
own stream. */
export function Known({ children, alone = false }: { children: ReactNode; alone?: boolean }) {
  const { data, error, refetch } = useQuery({ ...me, refetchInterval: 5 * 60_000 })
  const here = useLocation()
  if (error instanceof Refusal && error.status === 401)
    return <Navigate to={`/login?back=${encodeURIComponent(here.pathname + here.search)}`} replace />
  if (data)
    return (
      <MeContext value={data}>
        {data.todo ? <Account first={data.todo} /> : alone ? children : <Living>{children}</Living>}
      </MeContext>
    )
  return error ? <Failed error={error} again={() => void refetch()} /> : <Waiting />
}

export function useLeave(): () => Promise<void> {
  const client = useQueryClient()
  const go = useNavigate()
  return async () => {
    const { onward } = await ask(logOut())
    client.clear()
    if (onward) window.location.assign(onward)
    else await go('/login')
  }
}
