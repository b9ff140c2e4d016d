import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Refusal } from '../api/client'
import { useSentence } from './sentence'

/** Says what would be here. */
export const Empty = ({ children }: { children: ReactNode }) => <p className="empty">{children}</p>

/** Says what happened and what to do; `who` says who could, where this person may not. */
export function Failed({ error, again, who }: { error: unknown; again?: () => void; who?: string }) {
  const { t } = useTranslation()
  const sentence = useSentence()
  const forbidden = error instanceof Refusal && error.status === 403
  return (
    <div className="failed" role="alert">
      <p>{forbidden && who ? who : sentence(error)}</p>
      {again && !forbidden && <Button onClick={again}>{t('error.again')}</Button>}
    </div>
  )
}
