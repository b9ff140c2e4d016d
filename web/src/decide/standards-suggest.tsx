import { useQuery } from '@tanstack/react-query'
import { Input } from 'antd'
import { useDeferredValue, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { suggested, useBookWords } from './standards-api'

/** What a text may be about, with the words that say so. */
export function Suggest({ onChoose }: { onChoose: (key: string) => void }) {
  const { t } = useTranslation()
  const { name } = useBookWords()
  const [text, setText] = useState('')
  const { data } = useQuery(suggested(useDeferredValue(text)))
  const some = text.trim().length > 1 ? data : undefined
  return (
    <section className="standards-suggest" aria-label={t('standards.suggest')}>
      <h2>{t('standards.suggest')}</h2>
      <Input.TextArea
        rows={3}
        maxLength={2000}
        value={text}
        aria-label={t('standards.suggest')}
        placeholder={t('standards.suggest_what')}
        onChange={(event) => setText(event.target.value)}
      />
      {some?.length === 0 && <p className="muted">{t('standards.suggest_none')}</p>}
      <ol aria-live="polite">
        {some?.map((one) => (
          <li key={one.key}>
            <button type="button" onClick={() => onChoose(one.key)}>
              <code>{one.key}</code> <b>{name(one)}</b> <span className="number muted">{Math.round(one.fit * 100)} %</span>
              <small className="muted">{t('standards.shared', { words: one.shared.join(t('fact.and')) })}</small>
            </button>
          </li>
        ))}
      </ol>
    </section>
  )
}
