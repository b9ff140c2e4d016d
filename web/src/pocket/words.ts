import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { keep, kept } from '../kit/kept'
import { en, zh } from 'virtual:words/pocket'
import type { Language } from '../words'

const asked = new URLSearchParams(location.search).get('lang') ?? kept('language')

void i18next.use(initReactI18next).init({
  resources: { zh: { translation: zh }, en: { translation: en } },
  lng: asked === 'en' ? 'en' : 'zh',
  fallbackLng: 'zh',
  interpolation: { escapeValue: false },
  returnNull: false,
})

const say = () => {
  document.documentElement.lang = i18next.language === 'en' ? 'en' : 'zh-CN'
  document.title = i18next.t('pocket.title')
}
i18next.on('languageChanged', say)
say()

export const language = (): Language => (i18next.language === 'en' ? 'en' : 'zh')

export const otherLanguage = (): void => void i18next.changeLanguage(keep('language', language() === 'zh' ? 'en' : 'zh'))
