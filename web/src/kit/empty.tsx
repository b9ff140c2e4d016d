import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useSentence } from './sentence'

/** Says what would be here. */
export const Empty = ({ children }: { children: ReactNode }) => <p className="empty">{children}</p>

/** Says what happened and what to do. */
export function Failed({ error, again }: { error: unknown; again?: () => void }) {
  const { t } = useTranslation()
  const sentence = useSentence()
  return (
    <div className="failed" role="alert">
      <p>{sentence(error)}</p>
      {again && <Button onClick={again}>{t('error.again')}</Button>}
    </div>
  )
}
