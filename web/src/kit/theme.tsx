import { App, ConfigProvider, theme as antd, type ThemeConfig } from 'antd'
import en from 'antd/locale/en_US'
import zh from 'antd/locale/zh_CN'
import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { cssVariables, FONT, palettes, radius, scaleOf, type as sizes, type Mode, type Palette } from '../tokens'
import { kept, keep } from './kept'

interface Look {
  mode: Mode
  palette: Palette
  scale: number
  turn: () => void
}

const LookContext = createContext<Look | null>(null)

export function useLook(): Look {
  const look = use(LookContext)
  if (!look) throw new Error('useLook is used outside of <Themed>')
  return look
}

function firstMode(): Mode {
  const asked = new URLSearchParams(location.search).get('theme') ?? kept('theme')
  return asked === 'light' ? 'light' : 'dark'
}

function useScale(): number {
  const [scale, setScale] = useState(() => scaleOf(innerWidth, innerHeight))
  useEffect(() => {
    const measure = () => setScale(scaleOf(innerWidth, innerHeight))
    addEventListener('resize', measure)
    return () => removeEventListener('resize', measure)
  }, [])
  return scale
}

function antdTheme(mode: Mode, palette: Palette, scale: number): ThemeConfig {
  return {
    algorithm: mode === 'dark' ? antd.darkAlgorithm : antd.defaultAlgorithm,
    token: {
      fontFamily: FONT,
      fontSize: Math.round(sizes.body * scale),
      borderRadius: Math.round(radius * scale),
      controlHeight: Math.round(32 * scale),
      sizeUnit: 4 * scale,
      colorPrimary: palette.accent,
      colorInfo: palette.accent,
      colorError: palette.danger,
      colorTextLightSolid: palette.onAccent,
      colorBgBase: palette.surface,
      colorTextBase: palette.text,
      colorTextPlaceholder: palette.muted,
      colorBorder: palette.line,
      colorBgContainer: palette.surface,
      colorBgElevated: palette.surface,
      wireframe: false,
    },
    components: {
      Segmented: { trackBg: palette.sunken, itemSelectedBg: palette.line, itemColor: palette.muted, itemSelectedColor: palette.text },
      Button: {
        primaryShadow: 'none',
        defaultShadow: 'none',
        dangerShadow: 'none',
        defaultBg: palette.surface,
        defaultHoverBg: palette.sunken,
        defaultActiveBg: palette.sunken,
        defaultBorderColor: palette.line,
        borderColorDisabled: palette.line,
      },
    },
  }
}

/** Everything inside is drawn in the chosen theme and language, at the size the screen asks for. */
export function Themed({ children }: { children: ReactNode }) {
  const { i18n } = useTranslation()
  const [mode, setMode] = useState<Mode>(firstMode)
  const scale = useScale()
  const palette = palettes[mode]

  useEffect(() => {
    const root = document.documentElement
    for (const [name, value] of Object.entries(cssVariables(mode))) root.style.setProperty(name, value)
    root.style.fontSize = `${16 * scale}px`
    root.style.colorScheme = mode
    root.dataset.mode = mode
  }, [mode, scale])

  const look = useMemo<Look>(() => {
    const turn = () => setMode((now) => keep('theme', now === 'dark' ? 'light' : 'dark') as Mode)
    return { mode, palette, scale, turn }
  }, [mode, palette, scale])
  const config = useMemo(() => antdTheme(mode, palette, scale), [mode, palette, scale])

  return (
    <LookContext value={look}>
      <ConfigProvider theme={config} locale={i18n.language === 'en' ? en : zh}>
        <App>{children}</App>
      </ConfigProvider>
    </LookContext>
  )
}
