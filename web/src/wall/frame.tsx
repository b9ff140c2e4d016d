import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { PlacedOut } from '../api/generated/types.gen'
import { clockOf, inFull } from '../kit/time'
import { titleOf } from './stream'
import { useAsOf, useWall } from './use-wall'

/** As of when what facts say is known; grey, with the hour of the last word, once nothing comes any more. */
export function AsOf() {
  const { t } = useTranslation()
  const { at, stale } = useAsOf()
  if (!at) return null
  const then = new Date(at)
  return (
    <time className={stale ? 'as-of stale' : 'as-of'} dateTime={then.toISOString()} title={inFull(then)}>
      {t(stale ? 'wall.stale' : 'wall.as_of', { clock: clockOf(then) })}
    </time>
  )
}

/** The frame of a pane: its title, and as of when. */
export function Frame({ of, children, aside }: { of: PlacedOut; children: ReactNode; aside?: ReactNode }) {
  const { scene } = useWall()
  const { i18n } = useTranslation()
  const { stale } = useAsOf()
  return (
    <section className={stale ? `pane pane-${of.kind} is-stale` : `pane pane-${of.kind}`} aria-label={titleOf(scene, of.name, i18n.language)}>
      <header>
        <h2>{titleOf(scene, of.name, i18n.language)}</h2>
        {aside}
        <AsOf />
      </header>
      {children}
    </section>
  )
}
