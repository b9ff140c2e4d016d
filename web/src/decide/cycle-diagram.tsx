import { useTranslation } from 'react-i18next'
import { STAGES, type CycleBody } from './cycles-api'

const [WIDE, HIGH, BOX_W, BOX_H] = [132, 74, 108, 40]

/** The states in columns by their stage; moves onward as lines above, moves back as dashed lines below. The table says it all in words. */
export function CycleDiagram({ body }: { body: CycleBody }) {
  const { t, i18n } = useTranslation()
  const word = (key: string) => body.words[i18n.language === 'en' ? 'en' : 'zh']?.[key] ?? key
  const columns = STAGES.filter((stage) => body.state.some((one) => one.stage === stage))
  const at = new Map(
    columns.flatMap((stage, x) => body.state.filter((one) => one.stage === stage).map((one, y) => [one.name, { x: x * WIDE + 12, y: y * HIGH + 70 }] as const)),
  )
  const rows = Math.max(...columns.map((stage) => body.state.filter((one) => one.stage === stage).length))
  const [width, height] = [columns.length * WIDE + 12, rows * HIGH + 150]
  const edges = new Map<string, { from: string; to: string; moves: string[] }>()
  for (const move of body.move.filter((one) => !one.does.includes('force')))
    for (const from of move.from) {
      if (!move.to || move.to === from || !at.has(from) || !at.has(move.to)) continue
      const key = `${from} ${move.to}`
      const edge = edges.get(key) ?? { from, to: move.to, moves: [] }
      edge.moves.push(word(`move.${move.name}`))
      edges.set(key, edge)
    }
  return (
    <section className="cycle-diagram">
      <h2>{t('cycles.diagram')}</h2>
      <svg viewBox={`0 0 ${width} ${height}`} style={{ minWidth: `${width * 0.72}px` }} role="img" aria-label={t('cycles.diagram')}>
        <defs>
          <marker id="cycle-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
            <path d="M0 0L8 4L0 8Z" />
          </marker>
        </defs>
        {columns.map((stage, x) => (
          <text key={stage} x={x * WIDE + 12 + BOX_W / 2} y={16} className="stage-name" textAnchor="middle">
            {t(`clocks.stage.${stage}`)}
          </text>
        ))}
        {[...edges.values()].map((edge) => (
          <Edge key={`${edge.from} ${edge.to}`} from={at.get(edge.from)!} to={at.get(edge.to)!} said={`${word(`state.${edge.from}`)} → ${word(`state.${edge.to}`)}: ${edge.moves.join(' / ')}`} floor={height - 14} />
        ))}
        {body.state.map((one) => {
          const { x, y } = at.get(one.name)!
          return (
            <g key={one.name} className={one.name === body.first ? 'first' : undefined}>
              <rect x={x} y={y} width={BOX_W} height={BOX_H} rx={5} />
              <text x={x + BOX_W / 2} y={y + BOX_H / 2} textAnchor="middle" dominantBaseline="central">
                {word(`state.${one.name}`)}
              </text>
            </g>
          )
        })}
      </svg>
      <p className="muted">{t('cycles.legend')}</p>
    </section>
  )
}

type Place = { x: number; y: number }

function Edge({ from, to, said, floor }: { from: Place; to: Place; said: string; floor: number }) {
  const path = pathOf(from, to, floor)
  return (
    <path d={path.d} className={path.back ? 'edge back' : 'edge'} markerEnd="url(#cycle-tip)">
      <title>{said}</title>
    </path>
  )
}

function pathOf(from: Place, to: Place, floor: number): { d: string; back: boolean } {
  const near = Math.abs(to.x - from.x) <= WIDE
  if (to.x > from.x && near) return { d: `M${from.x + BOX_W} ${from.y + BOX_H / 2}L${to.x} ${to.y + BOX_H / 2}`, back: false }
  if (to.x === from.x) {
    const [down, x] = [to.y > from.y, from.x + BOX_W * (to.y > from.y ? 0.65 : 0.35)]
    return { d: `M${x} ${from.y + (down ? BOX_H : 0)}L${x} ${to.y + (down ? 0 : BOX_H)}`, back: !down }
  }
  const back = to.x < from.x
  const far = Math.min(1, Math.abs(to.x - from.x) / (7 * WIDE))
  const bend = back ? Math.min(floor, Math.max(from.y, to.y) + BOX_H + 26 + far * 70) : Math.min(from.y, to.y) - 18 - far * 26
  const [x1, x2] = [from.x + BOX_W * (back ? 0.4 : 0.6), to.x + BOX_W * (back ? 0.6 : 0.4)]
  const edge = (y: number) => (back ? y + BOX_H : y)
  return { d: `M${x1} ${edge(from.y)}C${x1} ${bend} ${x2} ${bend} ${x2} ${edge(to.y)}`, back }
}
