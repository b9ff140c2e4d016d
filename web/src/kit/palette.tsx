import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Input, Modal } from 'antd'
import type { FeatureCollection } from 'geojson'
import { useEffect, useMemo, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { cases, inside, CITY, useNames } from '../api/queries'
import { useSubject } from '../sense/alert-api'
import { otherLanguage } from '../words'
import { PAGES } from './pages'
import { useLook } from './theme'

const SHOWN = 12

interface Command {
  key: string
  kind: string
  label: string
  act: () => void
}

function useShortcut(open: boolean, onOpen: (open: boolean) => void) {
  useEffect(() => {
    const pressed = (event: globalThis.KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      onOpen(!open)
    }
    addEventListener('keydown', pressed)
    return () => removeEventListener('keydown', pressed)
  }, [open, onOpen])
}

function useCommands(open: boolean): Command[] {
  const { t } = useTranslation()
  const go = useNavigate()
  const name = useNames()
  const subject = useSubject()
  const client = useQueryClient()
  const { turn } = useLook()
  const { data: known } = useQuery({ ...cases({}), enabled: open })
  useQuery({ ...inside(CITY), enabled: open })
  return useMemo(() => {
    if (!open) return []
    const pages = PAGES.map((page) => ({
      key: page.to,
      kind: t('palette.page'),
      label: t(`pages.${page.name}`),
      act: () => void go(page.to),
    }))
    const acts = [
      { key: 'language', kind: t('palette.act'), label: t('shell.other_language'), act: otherLanguage },
      { key: 'theme', kind: t('palette.act'), label: t('palette.theme'), act: turn },
    ]
    const matters = (known ?? []).map((one) => ({
      key: `case ${one.id}`,
      kind: t('palette.case'),
      label: `#${one.id} ${subject(one)} ${name(one.category)} ${one.area_name}`,
      act: () => void go(`/cases/${one.id}`),
    }))
    const areas = client
      .getQueriesData<FeatureCollection>({ queryKey: ['inside'] })
      .flatMap(([, found]) => found?.features ?? [])
      .map((one) => one.properties as { code: string; name: string; label: [number, number] })
      .filter((one) => one.code.length <= 9)
      .map((one) => ({
        key: `area ${one.code}`,
        kind: t('palette.area'),
        label: one.name,
        act: () => void go(`/?area=${one.code}&at=${one.label.join(',')},${one.code.length === 6 ? 11 : 13.2}`),
      }))
    return [...pages, ...acts, ...matters, ...areas]
  }, [open, t, go, name, subject, client, turn, known])
}

/** Ctrl/⌘-K: every page, case and place by a few letters. */
export function CommandPalette({ open, onOpen }: { open: boolean; onOpen: (open: boolean) => void }) {
  const { t } = useTranslation()
  const [said, setSaid] = useState('')
  const [at, setAt] = useState(0)
  useShortcut(open, onOpen)
  const commands = useCommands(open)
  const wanted = said.toLowerCase().split(/\s+/).filter(Boolean)
  const found = commands.filter((one) => wanted.every((part) => one.label.toLowerCase().includes(part))).slice(0, SHOWN)

  const close = () => {
    onOpen(false)
    setSaid('')
    setAt(0)
  }
  const act = (command: Command | undefined) => {
    if (!command) return
    close()
    command.act()
  }
  const pressed = (event: KeyboardEvent) => {
    if (event.key === 'Enter') act(found[at])
    if (event.key === 'ArrowDown') setAt(Math.min(found.length - 1, at + 1))
    if (event.key === 'ArrowUp') setAt(Math.max(0, at - 1))
    if (event.key.startsWith('Arrow') && event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') event.preventDefault()
  }
  return (
    <Modal open={open} onCancel={close} footer={null} closable={false} destroyOnHidden title={t('palette.title')} className="palette" transitionName="" maskTransitionName="">
      <Input
        autoFocus
        size="large"
        role="combobox"
        aria-expanded
        aria-controls="palette-list"
        aria-activedescendant={found[at] && `palette-${at}`}
        placeholder={t('palette.hint')}
        value={said}
        onKeyDown={pressed}
        onChange={(event) => {
          setSaid(event.target.value)
          setAt(0)
        }}
      />
      <ul id="palette-list" role="listbox" aria-label={t('palette.title')}>
        {found.map((one, index) => (
          <li key={one.key} id={`palette-${index}`} role="option" aria-selected={index === at} onClick={() => act(one)} onMouseMove={() => setAt(index)}>
            <span>{one.label}</span>
            <small>{one.kind}</small>
          </li>
        ))}
        {found.length === 0 && <li className="empty">{t('palette.nothing')}</li>}
      </ul>
    </Modal>
  )
}
