import { useTranslation } from 'react-i18next'
import type { Lamp } from '../api/generated/types.gen'
import './lamp-mark.css'

const SHAPES: Record<Lamp, string> = { green: 'M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18Z', yellow: 'M12 2L23 21H1Z', red: 'M3 3h18v18H3Z' }

/** How a clock stands, as a shape of its own and a word: nobody has to see colour. */
export function LampMark({ lamp, word = true }: { lamp: Lamp; word?: boolean }) {
  const { t } = useTranslation()
  const said = t(`lamp.${lamp}`)
  return (
    <span className={`lamp-mark is-${lamp}`} title={t(`clocks.lamp.${lamp}`)}>
      <svg viewBox="0 0 24 24" role="img" aria-label={said}>
        <path d={SHAPES[lamp]} />
      </svg>
      {word && <span>{said}</span>}
    </span>
  )
}
