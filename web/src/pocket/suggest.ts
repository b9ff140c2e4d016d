/** Which categories some words are about: names that share rare pairs of characters with them. Works without network. */

export interface Named {
  key: string
  zh: string
  en: string
}

const HAN = /[\u4e00-\u9fff]+/g

export function pieces(text: string): string[] {
  const han = [...text.matchAll(HAN)].flatMap(([run]) => Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2)))
  const latin = (text.toLowerCase().match(/[a-z]{3,}/g) ?? []).map((word) => word.replace(/s$/, ''))
  return [...new Set([...han, ...latin])]
}

/** The best few, those first that are often met here where the words say as much. */
export function suggest(book: Named[], text: string, often: string[], most = 4): Named[] {
  const known = book.map((one) => ({ one, own: new Set(pieces(`${one.zh} ${one.en}`)) }))
  const said = pieces(text)
  const marks = known.map(({ one, own }) => {
    const mark = said.filter((piece) => own.has(piece)).reduce((sum, piece) => sum + Math.log(1 + known.length / known.filter((k) => k.own.has(piece)).length), 0)
    const met = often.indexOf(one.key)
    return { one, mark: mark / Math.sqrt(1 + own.size) + (met < 0 ? 0 : 0.01 * (often.length - met)) }
  })
  return marks
    .filter(({ mark }) => mark > 0)
    .toSorted((a, b) => b.mark - a.mark)
    .slice(0, most)
    .map(({ one }) => one)
}
