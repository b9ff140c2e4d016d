import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { MakeAppeal } from './appeal-form'
import { Appeal } from './appeals'
import { appealOf } from './supervise-api'

/** The overtime appeal of a case, or the button that makes one; nothing where neither is. */
export function AppealCard({ id }: { id: number }) {
  const { t } = useTranslation()
  const { data } = useQuery(appealOf(id))
  const [making, setMaking] = useState(false)
  if (!data || (!data.appeal && !data.may_make)) return null
  return (
    <section aria-label={t('pages.appeals')}>
      <h2>{t('pages.appeals')}</h2>
      {data.appeal ? (
        <ul className="appeals">
          <Appeal of={data.appeal} />
        </ul>
      ) : (
        <Button onClick={() => setMaking(true)}>{t('supervise.appeal')}</Button>
      )}
      {making && <MakeAppeal id={id} onClose={() => setMaking(false)} />}
    </section>
  )
}
