import { useSyncExternalStore, type MouseEvent, type ReactNode } from 'react'

/** Where in the pocket one is: `/pocket/task/7` is `['task', '7']`. */
const ROOT = '/pocket/'
const listen = (hear: () => void) => {
  addEventListener('popstate', hear)
  return () => removeEventListener('popstate', hear)
}

export const useRoute = (): string[] =>
  useSyncExternalStore(listen, () => location.pathname).slice(ROOT.length).split('/').filter(Boolean)

export function go(to: string, replace = false): void {
  history[replace ? 'replaceState' : 'pushState'](null, '', ROOT + to)
  dispatchEvent(new PopStateEvent('popstate'))
  scrollTo(0, 0)
}

export const back = (): void => (history.length > 1 ? history.back() : go(''))

export function Link({ to, children, ...rest }: { to: string; children: ReactNode; className?: string; 'aria-current'?: 'page' }) {
  const follow = (event: MouseEvent) => {
    event.preventDefault()
    go(to)
  }
  return (
    <a href={ROOT + to} onClick={follow} {...rest}>
      {children}
    </a>
  )
}
