import { ExpandOutlined, PauseOutlined, CaretRightOutlined } from '@ant-design/icons'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { SceneOut } from '../api/generated/types.gen'
import { useLooking } from '../kit/looking'
import { Switches } from '../kit/switches'
import { titleOf } from './stream'
import { useGo, useTurns } from './wall'

const SHOWN_MS = 4000

/** What the hand at the wall may do: shown when it moves, gone when it rests. */
export function Controls({ scene, scenes, busy }: { scene: SceneOut; scenes: SceneOut[]; busy: boolean }) {
  const { t, i18n } = useTranslation()
  const [looking, look] = useLooking()
  const turning = looking.get('turn') === '1'
  const go = useGo()
  const latest = useRef(go)
  latest.current = go
  useTurns(scene, turning && !busy, useRef((name: string) => latest.current(name)).current)
  const awake = useAwake()
  const alike = scenes.filter((one) => one.width === scene.width && one.height === scene.height)
  useKeys(scene, alike, go, () => look({ turn: turning ? '' : '1' }))
  return (
    <nav className={awake ? 'wall-controls' : 'wall-controls asleep'} aria-label={t('wall.scenes')}>
      {scenes.map((one) => (
        <button key={one.name} type="button" aria-current={one.name === scene.name} onClick={() => go(one.name)}>
          {titleOf(one, 'title', i18n.language)}
          {!alike.includes(one) && <small className="number">{` ${one.width}×${one.height}`}</small>}
        </button>
      ))}
      {scene.next && (
        <button type="button" aria-pressed={turning} onClick={() => look({ turn: turning ? '' : '1' })}>
          {turning ? <PauseOutlined /> : <CaretRightOutlined />} {t(turning ? 'wall.stay' : 'wall.turn')}
        </button>
      )}
      <button type="button" aria-label={t('wall.full')} title={t('wall.full')} onClick={() => void full()}>
        <ExpandOutlined />
      </button>
      <Switches />
      <Link to="/">{t('wall.desk')}</Link>
    </nav>
  )
}

const full = () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen())

/** Whether somebody's hand is at the wall. */
function useAwake(): boolean {
  const [awake, setAwake] = useState(false)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    const moved = () => {
      setAwake(true)
      clearTimeout(timer)
      timer = setTimeout(() => setAwake(false), SHOWN_MS)
    }
    const events = ['pointermove', 'keydown', 'focusin'] as const
    for (const one of events) addEventListener(one, moved)
    return () => {
      clearTimeout(timer)
      for (const one of events) removeEventListener(one, moved)
    }
  }, [])
  return awake
}

/** Left and right go through the scenes of this size, space lets them take turns, F fills the screen. */
function useKeys(scene: SceneOut, scenes: SceneOut[], go: (name: string) => void, turn: () => void) {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.target instanceof HTMLElement && event.target.closest('button, a, input, dialog')) return
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
      const at = scenes.findIndex((one) => one.name === scene.name)
      if (step) go(scenes[(at + step + scenes.length) % scenes.length]!.name)
      else if (event.key === ' ') turn()
      else if (event.key === 'f') void full()
    }
    addEventListener('keydown', pressed)
    return () => removeEventListener('keydown', pressed)
  })
}
