/** The one place where the look is decided: antd's theme, the map's style and the CSS variables all come from here. */

export type Mode = 'light' | 'dark'
export type WarningLevel = 1 | 2 | 3 | 4

export const LEVELS: readonly WarningLevel[] = [1, 2, 3, 4]

export const FONT = '"PingFang SC", "Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", sans-serif'

export const space = [4, 8, 12, 16, 24, 32] as const
export const radius = 6
export const motion = { quick: 120, calm: 200, pulse: 1600 } as const
export const type = { small: 12, body: 14, lead: 16, title: 20, figure: 28 } as const

/** A wall is read from far: its body text is a sixtieth of its height. */
export const WALL = { width: 3000, height: 1300, lines: 60 } as const

const light = {
  ground: '#f4f5f6',
  surface: '#ffffff',
  sunken: '#eef0f2',
  line: '#dfe3e7',
  strongLine: '#8b949e',
  text: '#1a1f24',
  muted: '#57606a',
  accent: '#0f6e66',
  onAccent: '#ffffff',
  danger: '#b81f2c',
  level: { 1: '#c9202d', 2: '#e0670c', 3: '#e9b200', 4: '#1f6fd6' },
  onLevel: { 1: '#ffffff', 2: '#1a1f24', 3: '#1a1f24', 4: '#ffffff' },
  map: {
    land: '#ffffff',
    outside: '#eceef0',
    district: '#98a2ad',
    street: '#c3cad1',
    community: '#d3d8dd',
    grid: '#dfe3e7',
    hatch: '#eef0f2',
    label: '#4d5660',
    quietLabel: '#78828c',
    halo: '#ffffff',
    vehicle: '#56616b',
    tail: '#8b96a0',
    site: '#7a5c2e',
    route: '#b3a9cf',
    pipe: '#4f86a0',
    sensor: '#3f7a63',
    blind: '#5d6672',
  },
}

export type Palette = typeof light

const dark: Palette = {
  ground: '#0f1215',
  surface: '#171b1f',
  sunken: '#12161a',
  line: '#2a3036',
  strongLine: '#6e7781',
  text: '#e6e9ec',
  muted: '#a3acb5',
  accent: '#5bc0b3',
  onAccent: '#0f1215',
  danger: '#ff7b7f',
  level: { 1: '#ff5a5f', 2: '#ff9640', 3: '#f2cc3d', 4: '#5aa5ff' },
  onLevel: { 1: '#14181c', 2: '#14181c', 3: '#14181c', 4: '#14181c' },
  map: {
    land: '#171b1f',
    outside: '#0f1215',
    district: '#4d565f',
    street: '#343b42',
    community: '#2b3138',
    grid: '#262c32',
    hatch: '#1c2125',
    label: '#aeb7c0',
    quietLabel: '#7d8791',
    halo: '#14181c',
    vehicle: '#a9b3bc',
    tail: '#6b7680',
    site: '#c09a5e',
    route: '#75699c',
    pipe: '#6ea3bd',
    sensor: '#74b397',
    blind: '#7f8993',
  },
}

export const palettes: Record<Mode, Palette> = { light, dark }

/** How much larger than at a desk everything is drawn on a screen of this size. */
export function scaleOf(width: number, height: number): number {
  return width >= WALL.width && height >= WALL.height ? height / WALL.lines / type.body : 1
}

/** The tokens as CSS variables; lengths are given in rem, so that a wall grows with its root. */
export function cssVariables(mode: Mode): Record<string, string> {
  const { level, onLevel, map: _map, ...plain } = palettes[mode]
  const found: Record<string, string> = { '--font': FONT, '--radius': `${radius / 16}rem` }
  for (const [name, value] of Object.entries(plain)) found[`--${name}`] = value
  for (const one of LEVELS) {
    found[`--level-${one}`] = level[one]
    found[`--on-level-${one}`] = onLevel[one]
  }
  space.forEach((value, step) => (found[`--space-${step + 1}`] = `${value / 16}rem`))
  for (const [name, value] of Object.entries(type)) found[`--type-${name}`] = `${value / 16}rem`
  for (const [name, value] of Object.entries(motion)) found[`--motion-${name}`] = `${value}ms`
  return found
}
