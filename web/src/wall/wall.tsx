import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { ask } from '../api/client'
import * as api from '../api/generated/sdk.gen'
import type { SceneOut } from '../api/generated/types.gen'
import { Failed } from '../kit/empty'
import { useLooking } from '../kit/looking'
import { Waiting } from '../kit/waiting'
import { Controls } from './controls'
import { Stage } from './stage'
import { titleOf } from './stream'
import './wall.css'

/** The wall: one scene, whole, for a room of people; scenes take turns if they were told to. */
export default function Wall() {
  const { scene: name = 'city' } = useParams()
  const { t, i18n } = useTranslation()
  const { data, error, refetch } = useQuery({ queryKey: ['scenes'], queryFn: () => ask(api.listScenes()), staleTime: 60_000 })
  const [looking] = useLooking()
  const [busy, setBusy] = useState(false)
  const scene = data?.find((one) => one.name === name)
  useEffect(() => {
    document.title = scene ? `${titleOf(scene, 'title', i18n.language)} · ${t('app.title')}` : t('app.title')
  }, [scene, i18n.language, t])
  if (error) return <Failed error={error} again={() => void refetch()} />
  if (!data) return <Waiting />
  if (!scene) return <p className="wall-none">{t('wall.no_scene', { name })}</p>
  return (
    <div className="wall">
      <Stage key={`${scene.name} ${looking.get('area')}`} scene={scene} area={looking.get('area') ?? ''} onBusy={setBusy} />
      <Controls scene={scene} scenes={data.filter((one) => one.level === scene.level)} busy={busy} />
    </div>
  )
}

/** Go on to the scene that follows once this one has stayed long enough, unless somebody looks into something. */
export function useTurns(scene: SceneOut, turning: boolean, go: (name: string) => void): void {
  useEffect(() => {
    if (!turning || !scene.next) return
    const timer = setTimeout(() => go(scene.next), scene.stays_s * 1000)
    return () => clearTimeout(timer)
  }, [scene, turning, go])
}

export function useGo(): (name: string) => void {
  const navigate = useNavigate()
  return (name) => void navigate(`/wall/${name}${location.search}`, { replace: true })
}
