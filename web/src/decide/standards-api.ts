import { queryOptions, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import * as api from '../api/generated/sdk.gen'
import type { TimeLimitOut, StandardOut } from '../api/generated/types.gen'

const key = 'standards'

export const book = queryOptions({ queryKey: [key, 'book'], queryFn: () => ask(api.readBook()) })
export const lines = queryOptions({ queryKey: [key, 'lines'], queryFn: () => ask(api.listStandards()) })
export const editions = queryOptions({ queryKey: [key, 'editions'], queryFn: () => ask(api.listEditions()) })
export const suggested = (text: string) =>
  queryOptions({
    queryKey: [key, 'suggested', text],
    queryFn: () => ask(api.suggest({ query: { text } })),
    enabled: text.trim().length > 1,
    placeholderData: (before) => before,
  })

/** Read the book again: it was changed here. */
export function useReread(): () => void {
  const client = useQueryClient()
  return () => void client.invalidateQueries({ queryKey: [key] })
}

interface Named {
  zh: string
  en: string
}

/** How the book is said in the language of the screen; what a city wrote in one language only is said in that. */
export function useBookWords(): {
  name: (of: Named) => string
  filing: (of: StandardOut) => string
  closing: (of: StandardOut) => string
  limit: (of: TimeLimitOut) => string
} {
  const { t, i18n } = useTranslation()
  const english = i18n.language.startsWith('en')
  return {
    name: (of) => (english ? of.en : of.zh),
    filing: (of) => (english && of.filing_en) || of.filing,
    closing: (of) => (english && of.closing_en) || of.closing,
    limit: (of) => t(`standards.${of.unit}`, { count: of.amount }),
  }
}
