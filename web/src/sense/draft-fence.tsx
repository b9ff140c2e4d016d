import { Input, Segmented } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FormIn } from '../api/generated/types.gen'
import { AreasSelect } from '../kit/area-select'

const FenceMap = lazy(() => import('./fence-map'))

type Corner = [number, number]

interface Of {
  form: FormIn
  put: (change: Partial<FormIn>) => void
}

const cornersOf = (text: string): Corner[] =>
  text.split('\n').map((line) => line.trim().split(/[\s,，]+/).map(Number)).filter((one): one is Corner => one.length === 2 && one.every(Number.isFinite))

/** Where: a fence drawn on the map, or areas of the city's own map. */
export function Fence({ form, put }: Of) {
  const { t } = useTranslation()
  const [way, setWay] = useState<'drawn' | 'areas'>(form.fenced?.length ? 'areas' : 'drawn')
  const choose = (next: 'drawn' | 'areas') => {
    setWay(next)
    put({ fence: [], fenced: [] })
  }
  return (
    <div className="wide fence-field">
      <Segmented
        value={way}
        aria-label={t('draft.fence')}
        options={(['drawn', 'areas'] as const).map((one) => ({ value: one, label: t(`draft.fence_${one}`) }))}
        onChange={choose}
      />
      {way === 'areas' ? (
        <AreasSelect value={form.fenced ?? []} label={t('draft.fenced')} placeholder={t('draft.fenced')} onChange={(fenced) => put({ fenced })} />
      ) : (
        <>
          <Suspense fallback={<div className="fence-map" />}>
            <FenceMap corners={form.fence ?? []} onChange={(fence) => put({ fence })} />
          </Suspense>
          <Typed corners={form.fence ?? []} onChange={(fence) => put({ fence })} />
        </>
      )}
    </div>
  )
}

/** The same corners as text, for those who have them written down. */
function Typed({ corners, onChange }: { corners: Corner[]; onChange: (corners: Corner[]) => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState<string>()
  const said = corners.map((one) => one.join(' ')).join('\n')
  return (
    <details onToggle={() => setText(undefined)}>
      <summary className="muted">{t('draft.corners')}</summary>
      <Input.TextArea
        rows={4}
        aria-label={t('draft.corners')}
        placeholder={'106.55 29.56\n106.57 29.56\n106.57 29.58'}
        value={text ?? said}
        onChange={(event) => {
          setText(event.target.value)
          onChange(cornersOf(event.target.value))
        }}
        onBlur={() => setText(undefined)}
      />
    </details>
  )
}
