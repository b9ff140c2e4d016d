import { ask, Refusal } from '../api/client'
import * as api from '../api/generated/sdk.gen'
import type { VoiceOut } from '../api/generated/types.gen'

const OFTEN_MS = 400 // while browsers are finding each other
const CALM_MS = 1000

interface Other {
  pc: RTCPeerConnection
  polite: boolean
  offering: boolean
  ignoring: boolean
  stream: MediaStream
}

export interface Shown {
  voice: VoiceOut
  stream: MediaStream | null
  own: boolean
}

interface Said {
  description?: RTCSessionDescriptionInit
  candidate?: RTCIceCandidateInit
}

/** A call of up to eight browsers, each connected to each other one; what they say to find each other goes through the city.
 * Who offers at once with another gives way if polite: the "perfect negotiation" of the WebRTC specification. */
export class Call {
  private readonly others = new Map<number, Other>()
  private voice = 0
  private after = 0
  private voices: VoiceOut[] = []
  private helpers: RTCIceServer[] = []
  private timer: ReturnType<typeof setTimeout> | undefined
  private screen: MediaStreamTrack | null = null
  private calm = 0
  private left = false
  sound = { muted: false, camera: true, sharing: false }

  constructor(
    private readonly gathering: number,
    private readonly local: MediaStream,
    private readonly onChange: (shown: Shown[]) => void,
    private readonly onReach: (reached: boolean) => void,
  ) {}

  async join(): Promise<void> {
    const joined = await ask(api.joinCall({ path: { gathering_id: this.gathering } }))
    this.voice = joined.voice
    this.after = 0
    this.helpers = joined.helpers.map((one) => ({ urls: one.urls, ...(one.username ? { username: one.username, credential: one.credential } : {}) }))
    this.meet(joined.voices)
    if (this.sound.muted || !this.sound.camera) await this.tell()
    this.soon()
  }

  async leave(): Promise<void> {
    this.left = true
    clearTimeout(this.timer)
    this.screen?.stop()
    for (const id of [...this.others.keys()]) this.part(id)
    this.local.getTracks().forEach((track) => track.stop())
    await api.leaveCall({ path: this.path }).catch(() => undefined)
  }

  /** Leave while the page goes: nothing is waited for. */
  goingAway(): void {
    void fetch(`/api/gatherings/${this.gathering}/voices/${this.voice}`, { method: 'DELETE', keepalive: true })
  }

  async mute(muted: boolean): Promise<void> {
    this.local.getAudioTracks().forEach((track) => (track.enabled = !muted))
    this.sound.muted = muted
    await this.tell()
  }

  async film(camera: boolean): Promise<void> {
    this.local.getVideoTracks().forEach((track) => (track.enabled = camera))
    this.sound.camera = camera
    await this.tell()
  }

  async share(on: boolean): Promise<void> {
    this.screen?.stop()
    this.screen = on ? ((await navigator.mediaDevices.getDisplayMedia({ video: true })).getVideoTracks()[0] ?? null) : null
    if (this.screen) this.screen.onended = () => void this.share(false)
    await Promise.all([...this.others.values()].map(({ pc }) => this.send(pc)))
    this.sound.sharing = this.screen !== null
    await this.tell()
  }

  /** What came in by each connection, for who wants to know how it goes. */
  async received(): Promise<number> {
    const all = await Promise.all([...this.others.values()].map(({ pc }) => pc.getStats()))
    return all.flatMap((report) => [...(report as unknown as Map<string, { type: string; bytesReceived?: number }>).values()]).reduce((sum, one) => sum + (one.type === 'inbound-rtp' ? (one.bytesReceived ?? 0) : 0), 0)
  }

  private get path() {
    return { gathering_id: this.gathering, voice_id: this.voice }
  }

  private async tell(): Promise<void> {
    await ask(api.changeSound({ path: this.path, body: this.sound })).catch(() => undefined)
    this.show()
  }

  private soon(): void {
    if (!this.left) this.timer = setTimeout(() => void this.hear(), this.calm > 0 ? CALM_MS : OFTEN_MS)
  }

  private async hear(): Promise<void> {
    try {
      const heard = await ask(api.hear({ path: this.path, query: { after: this.after } }))
      this.onReach(true)
      this.meet(heard.voices)
      for (const one of heard.whispers) {
        this.after = one.id
        await this.listen(one.who, JSON.parse(one.said) as Said).catch(() => undefined)
      }
      this.calm = heard.whispers.length ? 0 : this.calm + 1
    } catch (error) {
      if (this.left) return
      // Pictures and sound go from browser to browser and go on; whom the city has given up meanwhile joins anew.
      if (error instanceof Refusal && error.status === 403) await this.again().catch(() => this.onReach(false))
      else this.onReach(false)
    }
    this.soon()
  }

  private async again(): Promise<void> {
    for (const id of [...this.others.keys()]) this.part(id)
    clearTimeout(this.timer)
    await this.join()
  }

  private meet(voices: VoiceOut[]): void {
    this.voices = voices
    const there = new Set(voices.map((one) => one.id))
    for (const id of [...this.others.keys()]) if (!there.has(id)) this.part(id)
    for (const one of voices) if (one.id !== this.voice && !this.others.has(one.id)) this.connect(one.id)
    this.show()
  }

  private connect(id: number): Other {
    const pc = new RTCPeerConnection({ iceServers: this.helpers })
    const other: Other = { pc, polite: this.voice > id, offering: false, ignoring: false, stream: new MediaStream() }
    this.others.set(id, other)
    pc.onicecandidate = ({ candidate }) => candidate && this.say(id, { candidate: candidate.toJSON() })
    pc.onconnectionstatechange = () => pc.connectionState === 'failed' && pc.restartIce()
    pc.ontrack = ({ track }) => {
      other.stream.addTrack(track)
      this.show()
    }
    pc.onnegotiationneeded = async () => {
      try {
        other.offering = true
        await pc.setLocalDescription()
        this.say(id, { description: pc.localDescription!.toJSON() as RTCSessionDescriptionInit })
      } finally {
        other.offering = false
      }
    }
    this.local.getTracks().forEach((track) => pc.addTrack(track, this.local))
    for (const kind of ['audio', 'video'] as const) if (!this.local.getTracks().some((track) => track.kind === kind)) pc.addTransceiver(kind, { direction: 'recvonly' })
    if (this.screen) void this.send(pc)
    this.calm = 0
    return other
  }

  private async send(pc: RTCPeerConnection): Promise<void> {
    const track = this.screen ?? this.local.getVideoTracks()[0] ?? null
    const way = pc.getTransceivers().find((one) => one.receiver.track.kind === 'video')
    await way?.sender.replaceTrack(track)
    if (way && track && way.direction === 'recvonly') way.direction = 'sendrecv'
  }

  private async listen(id: number, said: Said): Promise<void> {
    const other = this.others.get(id)
    if (!other) return
    const { pc } = other
    if (said.description) {
      const collides = said.description.type === 'offer' && (other.offering || pc.signalingState !== 'stable')
      other.ignoring = !other.polite && collides
      if (other.ignoring) return
      await pc.setRemoteDescription(said.description)
      if (said.description.type === 'offer') {
        await pc.setLocalDescription()
        this.say(id, { description: pc.localDescription!.toJSON() as RTCSessionDescriptionInit })
      }
    } else if (said.candidate) {
      await pc.addIceCandidate(said.candidate).catch((error: unknown) => {
        if (!other.ignoring) throw error
      })
    }
  }

  private say(id: number, said: Said): void {
    void ask(api.whisper({ path: this.path, body: { to: id, said: JSON.stringify(said) } })).catch(() => undefined)
  }

  private part(id: number): void {
    this.others.get(id)?.pc.close()
    this.others.delete(id)
  }

  private show(): void {
    const own = (id: number) => id === this.voice
    this.onChange(this.voices.map((voice) => ({ voice: own(voice.id) ? { ...voice, ...this.sound } : voice, own: own(voice.id), stream: own(voice.id) ? this.local : (this.others.get(voice.id)?.stream ?? null) })))
  }
}
