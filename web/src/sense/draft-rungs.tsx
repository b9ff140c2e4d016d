import { CloseOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { DetectorKindOut, FormIn } from '../api/generated/types.gen'
import { LEVELS } from '../tokens'
import { Numbers } from './draft-numbers'

type Rung = NonNullable<FormIn['rungs']>[number]

interface Of {
  form: FormIn
  kind: DetectorKindOut
  unit: string
  put: (rungs: Rung[]) => void
}

/** Graver warnings of the same detector, each with the numbers in which it differs. */
export function Rungs({ form, kind, unit, put }: Of) {
  const { t } = useTranslation()
  const rungs = form.rungs ?? []
  const own = Object.keys(form.own ?? {}).map((name) => ({ name, unit: '1', least: -1e12, most: 1e12, usual: null, needed: false }))
  const asking = { ...kind, asks: [...kind.asks, ...own] }
  const taken = new Set(rungs.map((one) => one.warning))
  const free = LEVELS.filter((one) => one < form.warning && !taken.has(one))
  const change = (place: number, to: Partial<Rung>) => put(rungs.map((one, at) => (at === place ? { ...one, ...to } : one)))
  return (
    <div className="wide rungs">
      {rungs.map((rung, place) => (
        <fieldset key={place}>
          <legend>{t('draft.rung')}</legend>
          <label>
            {t('draft.warning')}
            <Select
              aria-label={t('draft.warning')}
              value={rung.warning}
              options={[...free, rung.warning].sort().map((one) => ({ value: one, label: t(`level.${one}`) }))}
              onChange={(warning) => change(place, { warning })}
            />
          </label>
          <Numbers kind={asking} values={rung.values} below={{ ...form.values, ...form.own }} unit={unit} put={(values) => change(place, { values })} />
          <Button type="text" icon={<CloseOutlined />} onClick={() => put(rungs.filter((_, at) => at !== place))}>
            {t('draft.remove')}
          </Button>
        </fieldset>
      ))}
      {free.length > 0 && (
        <Button type="dashed" icon={<PlusOutlined />} onClick={() => put([...rungs, { warning: free.at(-1)!, values: {} }])}>
          {t('draft.add_rung')}
        </Button>
      )}
    </div>
  )
}
