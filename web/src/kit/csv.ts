const MARK = '\uFEFF' // Excel knows by it that the text is UTF-8

const cell = (value: string | number): string => {
  const text = String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Rows as the text of a CSV file. */
export const csv = (rows: readonly (readonly (string | number)[])[]): string => `${MARK}${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`

/** Hand a text to the person as a file. */
export function download(name: string, text: string, kind = 'text/csv;charset=utf-8'): void {
  const address = URL.createObjectURL(new Blob([text], { type: kind }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
