import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { noticesOfCase } from '../api/generated/sdk.gen'
import { Moment } from '../kit/moment'

/** Who was told of a case, and whether it reached them; nothing while nobody was. */
export function ToldOf({ case: id }: { case: number }) {
  const { t } = useTranslation()
  const { data } = useQuery({ queryKey: ['case', id, 'notices'], queryFn: () => ask(noticesOfCase({ path: { case_id: id } })), refetchInterval: 30_000 })
  if (!data?.length) return null
  return (
    <section>
      <h2>{t('pages.notices')}</h2>
      <ul>
        {data.map((one) => (
          <li key={one.id}>
            {one.member || one.channel} <span className="muted">{t(`notices.${one.occasion}`)} · {one.channel}</span> {t(`notices.state_${one.state}`)}{' '}
            <small className="muted"><Moment at={one.delivered ?? one.sent ?? one.at} />{one.why && ` · ${one.why}`}{one.acknowledged && ` · ${t('notices.acknowledged')}`}</small>
          </li>
        ))}
      </ul>
    </section>
  )
}
