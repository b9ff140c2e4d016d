import { queryOptions } from '@tanstack/react-query'
import { ask } from '../api/client'
import { listRouting } from '../api/generated/sdk.gen'
import type { RouteLine, RouteProbe } from '../api/generated/types.gen'

export interface Draft {
  lines: RouteLine[]
  probes: RouteProbe[]
}

export const ORIGINS = ['sensed', 'grid', 'citizen', 'hotline', 'department', 'leader', 'media', 'video'] as const
export const AREA_LEVELS = ['grid', 'community', 'street', 'district', 'city'] as const
export const books = queryOptions({ queryKey: ['routing'], queryFn: () => ask(listRouting()) })
