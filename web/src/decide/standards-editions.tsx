import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { withdrawEdition } from '../api/generated/sdk.gen'
import type { EditionOut } from '../api/generated/types.gen'
import { Moment } from '../kit/moment'
import { useMe } from '../people/session'
import { Follow } from './follow'
import { editions, useReread } from './standards-api'
import { useAct } from './use-act'

/** Every edition the book has had and will have; one that has not begun can be taken back. */
export function Editions() {
  const { t } = useTranslation()
  const { data } = useQuery(editions)
  if (!data?.length) return null
  return (
    <section aria-label={t('standards.editions')}>
      <h2>{t('standards.editions')}</h2>
      <ul className="editions">
        {data.map((one) => (
          <Line key={one.id} of={one} />
        ))}
      </ul>
    </section>
  )
}

function Line({ of }: { of: EditionOut }) {
  const { t } = useTranslation()
  const may = useMe().posts.some((post) => post.duty === 'rule_board' && post.area === '50')
  const back = useAct(() => ask(withdrawEdition({ path: { edition_id: of.id } })), useReread())
  return (
    <li className={of.standing}>
      <p>
        <b className="number">{of.since}</b> <span>{t(`standards.${of.standing === 'holds' ? 'in_force' : of.standing}`)}</span>
      </p>
      <p>
        <a href={`/api/standards/editions/${of.id}/book.xlsx`}>{of.title || t('standards.take_out')}</a>
      </p>
      <small className="muted">
        #{of.id} · {of.by} · <Moment at={of.at} />
      </small>
      <Follow book="standards" edition={of.id} earliest={of.since} may={of.standing === 'holds' || of.standing === 'to_come'} />
      {of.standing === 'to_come' && may && (
        <Button size="small" loading={back.isPending} onClick={() => back.mutate(undefined)}>
          {t('standards.take_back')}
        </Button>
      )}
    </li>
  )
}
