import { AudioMutedOutlined, AudioOutlined, DesktopOutlined, PhoneOutlined, VideoCameraAddOutlined, VideoCameraOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSentence } from '../kit/sentence'
import { Call, type Shown } from './call'

declare global {
  interface Window {
    __received?: () => Promise<number> // how much has come in, for those who look whether it does
  }
}

/** The eyes and ears of this browser; whoever has no camera is heard, whoever has neither listens. */
async function senses(): Promise<MediaStream> {
  const wanted: MediaStreamConstraints[] = [{ audio: true, video: { width: 640, height: 360 } }, { audio: true }, { video: true }]
  for (const one of wanted) {
    try {
      return await navigator.mediaDevices.getUserMedia(one)
    } catch {
      // the next does with less
    }
  }
  return new MediaStream()
}

/** Speak with each other and see each other, up to eight. */
export function GatheringCall({ id, member, open }: { id: number; member: boolean; open: boolean }) {
  const { t } = useTranslation()
  const sentence = useSentence()
  const { message } = App.useApp()
  const [call, setCall] = useState<Call>()
  const [shown, setShown] = useState<Shown[]>([])
  const [reached, setReached] = useState(true)
  const [busy, setBusy] = useState(false)
  const own = shown.find((one) => one.own)?.voice

  useEffect(() => {
    if (!call) return
    const away = () => call.goingAway()
    window.__received = () => call.received()
    window.addEventListener('pagehide', away)
    return () => {
      window.removeEventListener('pagehide', away)
      delete window.__received
      void call.leave()
    }
  }, [call])

  const join = async () => {
    setBusy(true)
    const local = await senses()
    const begun = new Call(id, local, setShown, setReached)
    try {
      await begun.join()
      setCall(begun)
    } catch (error) {
      local.getTracks().forEach((track) => track.stop())
      void message.error(sentence(error as Error), 8)
    }
    setBusy(false)
  }
  const leave = () => {
    setCall(undefined)
    setShown([])
  }
  if (!member || !open) return null
  return (
    <section aria-label={t('gatherings.call')}>
      <h2>
        {t('gatherings.call')}
        {call && !reached && <small className="is-refused">{t('gatherings.unreached')}</small>}
        <span className="grow" />
        {!call && (
          <Button type="primary" icon={<PhoneOutlined />} loading={busy} onClick={() => void join()}>
            {t('gatherings.join')}
          </Button>
        )}
        {call && own && (
          <>
            <Button icon={own.muted ? <AudioMutedOutlined /> : <AudioOutlined />} aria-pressed={own.muted} onClick={() => void call.mute(!own.muted)}>
              {t(own.muted ? 'gatherings.unmute' : 'gatherings.mute')}
            </Button>
            <Button icon={own.camera ? <VideoCameraOutlined /> : <VideoCameraAddOutlined />} aria-pressed={!own.camera} onClick={() => void call.film(!own.camera)}>
              {t(own.camera ? 'gatherings.camera_off' : 'gatherings.camera_on')}
            </Button>
            <Button icon={<DesktopOutlined />} aria-pressed={own.sharing} onClick={() => void call.share(!own.sharing).catch(() => undefined)}>
              {t(own.sharing ? 'gatherings.share_off' : 'gatherings.share')}
            </Button>
            <Button danger icon={<PhoneOutlined rotate={225} />} onClick={leave}>
              {t('gatherings.leave')}
            </Button>
          </>
        )}
      </h2>
      {call && (
        <ul className="tiles">
          {shown.map((one) => (
            <Tile key={one.voice.id} of={one} />
          ))}
        </ul>
      )}
    </section>
  )
}

function Tile({ of }: { of: Shown }) {
  const { t } = useTranslation()
  const video = useRef<HTMLVideoElement>(null)
  useEffect(() => {
    if (video.current && video.current.srcObject !== of.stream) video.current.srcObject = of.stream
  }, [of.stream])
  const dark = !of.voice.camera && !of.voice.sharing
  return (
    <li className={dark ? 'tile is-dark' : 'tile'}>
      <video ref={video} autoPlay playsInline muted={of.own} className={of.own && !of.voice.sharing ? 'is-own' : undefined} aria-label={of.voice.name} />
      <p>
        {of.voice.muted && <AudioMutedOutlined aria-label={t('gatherings.is_muted')} />} {of.voice.name}
        {of.own && <small> {t('gatherings.me')}</small>}
      </p>
    </li>
  )
}
