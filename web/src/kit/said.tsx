import { Button } from 'antd'
import { keep, kept } from './kept'

const MOST = 3

function saidBefore(what: string): string[] {
  try {
    return JSON.parse(kept(`said.${what}`) ?? '[]') as string[]
  } catch {
    return []
  }
}

/** Keep a reason or a note, so that it is typed once and offered again. */
export function remember(what: string, text: string): void {
  if (!text.trim()) return
  const others = saidBefore(what).filter((one) => one !== text.trim())
  keep(`said.${what}`, JSON.stringify([text.trim(), ...others].slice(0, MOST)))
}

/** What was said in this place before, one click away while nothing is typed. */
export function SaidBefore({ what, now, onChoose }: { what: string; now: string; onChoose: (text: string) => void }) {
  const before = now ? [] : saidBefore(what)
  if (!before.length) return null
  return (
    <p className="said">
      {before.map((one) => (
        <Button key={one} size="small" onClick={() => onChoose(one)}>
          {one}
        </Button>
      ))}
    </p>
  )
}
