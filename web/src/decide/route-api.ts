import { queryOptions, useQuery } from '@tanstack/react-query'
import { ask } from '../api/client'
import { caseRoute } from '../api/generated/sdk.gen'
import type { CasePage, OfferOut, RouteOut } from '../api/generated/types.gen'

export const routeOf = (id: number) => queryOptions({ queryKey: ['case', id, 'route'], queryFn: () => ask(caseRoute({ path: { case_id: id } })) })

/** What routing would say in the form of a dispatch: where it goes, if the duty can be said there or is the case's own. */
export function useOffered(page: CasePage, offer: OfferOut, open: boolean): { said: Record<string, string>; route?: RouteOut } {
  const { data: route } = useQuery({ ...routeOf(page.case.id), enabled: open && offer.move === 'dispatch' })
  const asked = new Set(offer.asks.map((one) => one.name))
  if (offer.move !== 'dispatch' || !route?.area || !(asked.has('duty') || route.duty === page.case.duty)) return { said: {} }
  const said = { area: route.area, ...(asked.has('duty') ? { duty: route.duty } : {}) }
  return { said, route }
}
