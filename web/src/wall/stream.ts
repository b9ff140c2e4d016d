import type { SceneOut, ShownOut } from '../api/generated/types.gen'

export type AnyPane = ShownOut['panes'][number]
export type Kind = AnyPane['kind']
export type PaneOf<K extends Kind> = Extract<AnyPane, { kind: K }>

type Heard = () => void
type Fleet = (rows: Uint8Array, first: boolean) => void

const AGAIN_MS = 4000
const SILENT_MS = 20_000 // nothing for so long: the line is dead, whatever it says of itself

/** The one stream of a wall: the newest of every pane, and who waits for which. No pane asks for anything itself. */
export class WallStream {
  private panes = new Map<string, AnyPane>()
  private waiting = new Map<string, Set<Heard>>()
  private fleets = new Set<Fleet>()
  private source: EventSource | null = null
  private again: ReturnType<typeof setTimeout> | undefined
  private watch: ReturnType<typeof setInterval> | undefined
  private heardAt = 0
  private said = 0
  refused = false

  constructor(
    private readonly scene: string,
    private readonly area: string,
  ) {}

  open(): () => void {
    const away = () => this.close()
    const back = () => this.listen()
    addEventListener('offline', away)
    addEventListener('online', back)
    this.watch = setInterval(() => {
      if (this.source && performance.now() - this.heardAt > SILENT_MS) this.listen()
    }, AGAIN_MS)
    this.listen()
    return () => {
      removeEventListener('offline', away)
      removeEventListener('online', back)
      clearInterval(this.watch)
      this.close()
    }
  }

  pane(name: string): AnyPane | undefined {
    return this.panes.get(name)
  }

  /** Since when, by the city's clock, nothing has come any more; the newest word of the server while all is well. */
  get asOf(): number {
    return this.said
  }

  /** The city's clock, reckoned from its last word. */
  get now(): number {
    return this.said + (performance.now() - this.heardAt)
  }

  on(name: string, heard: Heard): () => void {
    const those = this.waiting.get(name) ?? new Set<Heard>()
    this.waiting.set(name, those.add(heard))
    return () => void those.delete(heard)
  }

  onFleet(listener: Fleet): () => void {
    this.fleets.add(listener)
    return () => void this.fleets.delete(listener)
  }

  private close(): void {
    clearTimeout(this.again)
    this.source?.close()
    this.source = null
  }

  private listen(): void {
    this.close()
    this.heardAt = performance.now()
    const source = new EventSource(`/api/live?${new URLSearchParams({ scene: this.scene, area: this.area })}`)
    source.addEventListener('pane', (event: MessageEvent<string>) => {
      const pane = JSON.parse(event.data) as AnyPane
      this.panes.set(pane.name, pane)
      this.hear(pane.at)
      this.tell(pane.name)
    })
    source.addEventListener('tick', (event: MessageEvent<string>) => {
      this.hear((JSON.parse(event.data) as { at: string }).at)
      this.tell('')
    })
    source.addEventListener('fleet', (event: MessageEvent<string>) => {
      const { rows, first } = JSON.parse(event.data) as { rows: string; first: boolean }
      const bytes = Uint8Array.from(atob(rows), (one) => one.charCodeAt(0))
      for (const listener of this.fleets) listener(bytes, first)
    })
    source.addEventListener('error', () => {
      this.tell('')
      if (source.readyState !== EventSource.CLOSED) return
      this.again = setTimeout(() => this.listen(), AGAIN_MS)
    })
    this.source = source
  }

  private hear(at: string): void {
    this.said = Math.max(this.said, Date.parse(at))
    this.heardAt = performance.now()
  }

  private tell(name: string): void {
    for (const heard of this.waiting.get(name) ?? []) heard()
  }
}

export const titleOf = (scene: SceneOut, name: string, language: string): string => scene.words[language]?.[name] ?? ''
