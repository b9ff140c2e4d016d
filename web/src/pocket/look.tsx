import { createContext, use, useLayoutEffect, useState, type ReactNode } from 'react'
import { keep, kept } from '../kit/kept'
import { cssVariables, palettes, type Mode } from '../tokens'

const LookContext = createContext<{ mode: Mode; turn: () => void }>({ mode: 'light', turn: () => undefined })

export const useLook = () => use(LookContext)

const asked = (): Mode => {
  const said = new URLSearchParams(location.search).get('theme') ?? kept('theme')
  if (said === 'light' || said === 'dark') return said
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
}

/** The same tokens as at the desk, light or dark as the telephone is unless somebody chose. */
export function Looked({ children }: { children: ReactNode }) {
  const [mode, setMode] = useState(asked)
  useLayoutEffect(() => {
    for (const [name, value] of Object.entries(cssVariables(mode))) document.documentElement.style.setProperty(name, value)
    document.documentElement.style.colorScheme = mode
    document.querySelector('meta[name="theme-color"]')?.setAttribute('content', palettes[mode].ground)
  }, [mode])
  const turn = () => setMode(keep('theme', mode === 'dark' ? 'light' : 'dark') as Mode)
  return <LookContext value={{ mode, turn }}>{children}</LookContext>
}
