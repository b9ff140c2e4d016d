import type { LineOut } from './generated/types.gen'

const BACK = 120

/** What happened just before this screen was opened: the stream is asked on from an earlier fact until it has caught up. */
export async function backlog(newest: number, signal: AbortSignal): Promise<LineOut[]> {
  const since = Math.max(0, newest - BACK)
  if (since >= newest) return []
  const aside = new AbortController()
  signal.addEventListener('abort', () => aside.abort())
  const lines: LineOut[] = []
  try {
    const answer = await fetch('/api/live', { headers: { 'last-event-id': String(since) }, signal: aside.signal })
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
    let waiting = ''
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      const events = (waiting + part.value).split(/\r?\n\r?\n/)
      waiting = events.pop() ?? ''
      for (const event of events) {
        if (/^event: ?seen/m.test(event)) return lines
        const data = /^event: ?fact/m.test(event) ? /^data: ?(.*)$/m.exec(event)?.[1] : undefined
        if (data) lines.push(JSON.parse(data) as LineOut)
      }
    }
  } catch {
    // the past is a courtesy; the live stream goes on without it
  } finally {
    aside.abort()
  }
  return lines
}
