import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useLook } from './theme'

const OVER = 8 // rows drawn beyond the edge

interface Of<Row> {
  rows: readonly Row[]
  height: number
  label: string
  keyOf: (row: Row) => string | number
  onOpen: (row: Row) => void
  /** Called when the end comes near, for those who have more. */
  onEnd?: () => void
  children: (row: Row) => ReactNode
}

/** A long list of which only what is seen is drawn. Up and down choose, Enter opens. */
export function Rows<Row>({ rows, height, label, keyOf, onOpen, onEnd, children }: Of<Row>) {
  const box = useRef<HTMLDivElement>(null)
  const { scale } = useLook()
  const each = Math.round(height * scale)
  const [top, setTop] = useState(0)
  const [seen, setSeen] = useState(800)
  const [at, setAt] = useState(0)
  const chosen = Math.min(at, rows.length - 1)

  useEffect(() => {
    const element = box.current
    if (!element) return
    const watch = new ResizeObserver(() => setSeen(element.clientHeight))
    watch.observe(element)
    return () => watch.disconnect()
  }, [])

  const choose = (next: number) => {
    const to = Math.max(0, Math.min(rows.length - 1, next))
    setAt(to)
    const element = box.current
    if (!element) return
    if (to * each < element.scrollTop) element.scrollTop = to * each
    if ((to + 1) * each > element.scrollTop + element.clientHeight) element.scrollTop = (to + 1) * each - element.clientHeight
  }
  const pressed = (event: KeyboardEvent) => {
    const page = Math.floor(seen / each)
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -rows.length, End: rows.length }
    const step = steps[event.key]
    const row = rows[chosen]
    if (event.key === 'Enter' && row) onOpen(row)
    else if (step !== undefined) choose(chosen + step)
    else return
    event.preventDefault()
  }
  const first = Math.max(0, Math.floor(top / each) - OVER)
  const drawn = rows.slice(first, first + Math.ceil(seen / each) + 2 * OVER)
  return (
    <div
      ref={box}
      className="rows"
      role="listbox"
      tabIndex={0}
      aria-label={label}
      aria-activedescendant={rows[chosen] && `row-${keyOf(rows[chosen])}`}
      onKeyDown={pressed}
      onScroll={(event) => {
        const { scrollTop, clientHeight, scrollHeight } = event.currentTarget
        setTop(scrollTop)
        if (scrollTop + 2 * clientHeight > scrollHeight) onEnd?.()
      }}
    >
      <div style={{ height: rows.length * each }}>
        {drawn.map((row, index) => (
          <div
            key={keyOf(row)}
            id={`row-${keyOf(row)}`}
            role="option"
            aria-selected={first + index === chosen}
            aria-setsize={rows.length}
            aria-posinset={first + index + 1}
            className="row"
            style={{ height: each, transform: `translateY(${(first + index) * each}px)` }}
            onClick={() => {
              setAt(first + index)
              onOpen(row)
            }}
          >
            {children(row)}
          </div>
        ))}
      </div>
    </div>
  )
}
