import { useQuery } from '@tanstack/react-query'
import { Checkbox } from 'antd'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { flagCase } from '../api/generated/sdk.gen'
import type { CasePage } from '../api/generated/types.gen'
import { Assist, Merge, Split, Whistle } from './act-forms'
import { Ask, Urge } from './act-requests'
import { actsOf } from './acts-api'
import { useAct } from './use-act'
import './acts.css'

const REQUESTS = ['extension', 'suspension', 'across'] as const
const URGINGS = ['urge', 'supervise', 'leader'] as const

/** What I may do beside the moves of the case; what I may not is not here. */
export function Acts({ page }: { page: CasePage }) {
  const { t } = useTranslation()
  const { data: acts } = useQuery(actsOf(page.case.id))
  if (!acts?.acts.length) return null
  const may = new Set<string>(acts.acts)
  const at = { page, acts }
  return (
    <div className="acts">
      <h3>{t('acts.title')}</h3>
      {may.has('flag') && <Flags page={page} />}
      {REQUESTS.map((kind) => may.has(kind) && <Ask key={kind} {...at} kind={kind} />)}
      {URGINGS.some((one) => may.has(one)) && <Urge {...at} />}
      {may.has('assist') && <Assist {...at} />}
      {may.has('whistle') && <Whistle {...at} />}
      {may.has('split') && <Split {...at} />}
      {may.has('merge') && <Merge {...at} />}
    </div>
  )
}

function Flags({ page: { case: of } }: { page: CasePage }) {
  const { t } = useTranslation()
  const act = useAct((said: { urgent?: boolean; typical?: boolean }) => ask(flagCase({ path: { case_id: of.id }, body: said })))
  return (
    <p className="flags">
      <Checkbox checked={of.urgent} disabled={act.isPending} onChange={(event) => act.mutate({ urgent: event.target.checked })}>
        {t('flag.urgent')}
      </Checkbox>
      <Checkbox checked={of.typical} disabled={act.isPending} onChange={(event) => act.mutate({ typical: event.target.checked })}>
        {t('flag.typical')}
      </Checkbox>
    </p>
  )
}
