import { useCallback, useEffect, useMemo, useState } from 'react'
import type { SceneOut } from '../api/generated/types.gen'
import { fitted } from './age'
import { DrillSheet } from './drill'
import { PANES } from './panes'
import { WallStream } from './stream'
import { DrillContext, type Drilled } from './use-drill'
import { WallContext, type WallShown } from './use-wall'

const LINES = 60 // body text is a sixtieth of the height

function useScreen(): { width: number; height: number } {
  const [screen, setScreen] = useState({ width: innerWidth, height: innerHeight })
  useEffect(() => {
    const measure = () => setScreen({ width: innerWidth, height: innerHeight })
    addEventListener('resize', measure)
    return () => removeEventListener('resize', measure)
  }, [])
  return screen
}

/** A scene drawn at its design pixels and scaled once, whole: it looks as designed on any screen. */
export function Stage({ scene, area, onBusy }: { scene: SceneOut; area: string; onBusy: (busy: boolean) => void }) {
  const screen = useScreen()
  const { scale, left, top } = fitted(scene, screen)
  const unit = scene.height / LINES
  const stream = useMemo(() => new WallStream(scene.name, area), [scene.name, area])
  useEffect(() => stream.open(), [stream])

  const [trail, setTrail] = useState<Drilled[]>([])
  const drill = useCallback((of: Drilled) => setTrail((now) => [...now, of]), [])
  useEffect(() => onBusy(trail.length > 0), [onBusy, trail.length])
  const close = useCallback(() => setTrail([]), [])

  const shown = useMemo<WallShown>(() => ({ scene, area, stream, unit, scale }), [scene, area, stream, unit, scale])
  return (
    <WallContext value={shown}>
      <DrillContext value={drill}>
        <main
          className="stage"
          style={{ width: scene.width, height: scene.height, transform: `translate(${left}px, ${top}px) scale(${scale})`, ['--u' as string]: `${unit}px` }}
        >
          {scene.panes.map((one) => {
            const Pane = PANES[one.kind]
            return (
              <div key={one.name} className="place" style={{ left: one.x, top: one.y, width: one.width, height: one.height }}>
                <Pane of={one} />
              </div>
            )
          })}
          {trail.length > 0 && <DrillSheet trail={trail} onBack={() => setTrail((now) => now.slice(0, -1))} onClose={close} />}
        </main>
      </DrillContext>
    </WallContext>
  )
}
