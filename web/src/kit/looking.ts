import { useCallback } from 'react'
import { useSearchParams } from 'react-router'

/** What is looked at stands in the address: read it, and change some of it. */
export function useLooking(): [URLSearchParams, (changes: Record<string, string>) => void] {
  const [params, setParams] = useSearchParams()
  const change = useCallback(
    (changes: Record<string, string>) =>
      setParams(
        (now) => {
          const next = new URLSearchParams(now)
          for (const [name, value] of Object.entries(changes)) value ? next.set(name, value) : next.delete(name)
          return next
        },
        { replace: true },
      ),
    [setParams],
  )
  return [params, change]
}
