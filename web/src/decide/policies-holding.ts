/** Which line of policy holds for an alert: the same order as the server's. */
export interface Line {
  id: number
  detector: string
  warning: number
  area: string
  from_h: number
  to_h: number
  since: string
}

export interface Asked {
  detector: string
  warning: number
  area: string
  /** The day in the city, as 2026-03-02. */
  day: string
  hour: number
}

/** Whether an hour of the day lies between the two, over midnight where the end is the smaller. */
export const within = (hour: number, from: number, to: number): boolean => (from < to ? from <= hour && hour < to : hour >= from || hour < to)

const hours = (one: Line): number => (((one.to_h - one.from_h) % 24) + 24) % 24 || 24

const said = (one: Line): (number | string)[] => [Number(one.detector !== ''), one.area.length, Number(one.warning !== 0), -hours(one), one.since, one.id]

function more(one: Line, other: Line): boolean {
  const [a, b] = [said(one), said(other)]
  const place = a.findIndex((value, at) => value !== b[at])
  return place >= 0 && a[place]! > b[place]!
}

/** The lines that fit. */
export const fitting = <L extends Line>(lines: readonly L[], of: Asked): L[] =>
  lines.filter(
    (one) =>
      one.since <= of.day &&
      ['', of.detector].includes(one.detector) &&
      [0, of.warning].includes(one.warning) &&
      of.area.startsWith(one.area) &&
      within(of.hour, one.from_h, one.to_h),
  )

/** Of those that fit, the one that says most of the detector, then of the area, the level, the hour; of equals the newest. */
export const holding = <L extends Line>(lines: readonly L[], of: Asked): L | undefined =>
  fitting(lines, of).reduce<L | undefined>((best, one) => (best && !more(one, best) ? best : one), undefined)
