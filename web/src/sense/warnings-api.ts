import { queryOptions } from '@tanstack/react-query'
import { ask } from '../api/client'
import * as api from '../api/generated/sdk.gen'
import type { WarningLineOut } from '../api/generated/types.gen'

export const warnings = queryOptions({ queryKey: ['alerts', 'warnings'], queryFn: () => ask(api.listWarnings()), refetchInterval: 30_000 })

export const warningPage = (id: number) =>
  queryOptions({ queryKey: ['alerts', 'warnings', id], queryFn: () => ask(api.warningPage({ path: { warning_id: id } })), retry: false })

/** Its warning level, 1 (red) to 4 (blue); null for one that warns of nothing any more, or not for real. */
export const levelOf = (of: WarningLineOut) => (of.level ? 5 - of.level : null)
