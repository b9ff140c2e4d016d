/** A point as people write it, `106.556, 29.556`; nothing where it is none. */
export function pointOf(said: string): { lon: number; lat: number } | null {
  const [lon, lat] = said.split(/[,，\s]+/).map(Number)
  return said.trim() && Number.isFinite(lon) && Number.isFinite(lat) ? { lon: lon!, lat: lat! } : null
}
