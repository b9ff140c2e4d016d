/** A small curve of a few values, oldest first; where nothing was known the line breaks. */
export function Spark({ values, label }: { values: readonly (number | null)[]; label: string }) {
  const known = values.filter((one): one is number => one !== null)
  if (known.length < 2) return <svg className="spark" viewBox="0 0 96 24" aria-hidden />
  const low = Math.min(...known)
  const span = Math.max(...known) - low || 1
  const x = (place: number) => 2 + (place / (values.length - 1)) * 92
  const y = (value: number) => 21 - ((value - low) / span) * 18
  let path = ''
  let open = false
  values.forEach((value, place) => {
    if (value === null) open = false
    else {
      path += `${open ? 'L' : 'M'}${x(place).toFixed(1)} ${y(value).toFixed(1)}`
      open = true
    }
  })
  const last = values.at(-1)
  return (
    <svg className="spark" viewBox="0 0 96 24" role="img" aria-label={label}>
      <path d={path} />
      {last !== null && last !== undefined && <circle cx={x(values.length - 1)} cy={y(last)} r="2" />}
    </svg>
  )
}
