import { Button, Checkbox, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { tryRouting } from '../api/generated/sdk.gen'
import type { DescribedMatter, RouteLine, RouteOut, RouteProbe } from '../api/generated/types.gen'
import { atCityClock, cityClock } from '../kit/time'
import { LEVELS } from '../tokens'
import { ORIGINS } from './routing-api'
import { useAct } from './use-act'
import { Way } from './why-here'

interface Of {
  lines: RouteLine[]
  onWin: (line: number | null) => void
  onKeep?: (probe: RouteProbe) => void
}

/** Paste an example: which line wins, why not the others, and who answers. A good one is kept as a probe. */
export function TryRoute({ lines, onWin, onKeep }: Of) {
  const { t } = useTranslation()
  const [said, setSaid] = useState<DescribedMatter>({ category: '', area: '', warning: 4, origin: 'citizen', text: '', urgent: false })
  const [at, setAt] = useState(() => cityClock(new Date()))
  const [found, setFound] = useState<{ matter: DescribedMatter; route: RouteOut }>()
  const set = (change: Partial<DescribedMatter>) => setSaid((now) => ({ ...now, ...change }))
  const act = useAct(
    async () => {
      const matter = { ...said, at: at ? atCityClock(at) : undefined }
      return { matter, route: await ask(tryRouting({ body: { matter, lines } })) }
    },
    (done) => {
      setFound(done)
      onWin(done.route.line)
    },
  )
  const keep = () => {
    if (!found) return
    const { route, matter } = found
    onKeep?.({ name: (matter.text || `${matter.category || ''} ${matter.area}`).trim().slice(0, 60), matter, duty: route.duty, area: route.area ?? '' })
  }
  return (
    <section aria-label={t('routing.try')}>
      <h2>{t('routing.try')}</h2>
      <form
        className="fields"
        onSubmit={(event) => {
          event.preventDefault()
          act.mutate(undefined)
        }}
      >
        <label className="whole">
          {t('routing.text')}
          <Input.TextArea rows={2} maxLength={5000} value={said.text} onChange={(event) => set({ text: event.target.value })} />
        </label>
        <label>
          {t('why_here.on_category')}
          <Input placeholder="M06010" value={said.category} onChange={(event) => set({ category: event.target.value.trim().toUpperCase() })} />
        </label>
        <label>
          {t('routing.area')}
          <Input placeholder="500103001" inputMode="numeric" value={said.area} onChange={(event) => set({ area: event.target.value.trim() })} />
        </label>
        <label>
          {t('why_here.on_origin')}
          <Select aria-label={t('why_here.on_origin')} value={said.origin} options={ORIGINS.map((one) => ({ value: one, label: t(`routing.origin.${one}`) }))} onChange={(origin: DescribedMatter['origin']) => set({ origin })} />
        </label>
        <label>
          {t('why_here.on_warning')}
          <Select aria-label={t('why_here.on_warning')} value={said.warning} options={LEVELS.map((one) => ({ value: one as number, label: t(`level.${one}`) }))} onChange={(warning: number) => set({ warning })} />
        </label>
        <label>
          {t('routing.at')}
          <Input type="datetime-local" value={at} onChange={(event) => setAt(event.target.value)} />
        </label>
        <Checkbox checked={said.urgent} onChange={(event) => set({ urgent: event.target.checked })}>
          {t('flag.urgent')}
        </Checkbox>
        <Button className="whole" htmlType="submit" disabled={!/^\d{2,15}$/.test(said.area)} loading={act.isPending}>
          {t('routing.which')}
        </Button>
      </form>
      {found && (
        <div className="policy-answer" role="status">
          <Way route={found.route} />
          {onKeep && found.route.duty && (
            <Button size="small" onClick={keep}>
              {t('routing.keep')}
            </Button>
          )}
        </div>
      )}
    </section>
  )
}
