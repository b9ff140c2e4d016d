/** Preferences of this browser. A browser that keeps nothing is no reason to fail. */

export function kept(name: string): string | null {
  try {
    return localStorage.getItem(`cityloop.${name}`)
  } catch {
    return null
  }
}

export function keep(name: string, value: string): string {
  try {
    localStorage.setItem(`cityloop.${name}`, value)
  } catch {
    // a private window keeps nothing
  }
  return value
}
