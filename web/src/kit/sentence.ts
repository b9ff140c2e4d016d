import { useTranslation } from 'react-i18next'
import { Refusal } from '../api/client'

const HAN = /\p{Script=Han}/u

/** What to tell a person of an error: the server's sentence, in the screen's language if there are words for it. */
export function useSentence(): (error: unknown) => string {
  const { t, i18n } = useTranslation()
  return (error) => {
    if (!(error instanceof Refusal)) return t('error.unreachable')
    const said = error.message || t('error.status', { status: error.status })
    const understood = HAN.test(said) === (i18n.language === 'zh')
    return understood ? said : t(`refusal.${error.code}`, { defaultValue: said })
  }
}
