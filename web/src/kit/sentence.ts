import { useTranslation } from 'react-i18next'
import { Refusal } from '../api/client'

/** What to tell a person of an error: the server's own sentence, or that it cannot be reached. */
export function useSentence(): (error: unknown) => string {
  const { t } = useTranslation()
  return (error) => {
    if (!(error instanceof Refusal)) return t('error.unreachable')
    return error.message || t('error.status', { status: error.status })
  }
}
