import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import en from './en.json'
import zh from './zh.json'

const PLURAL = /_(one|other)$/

function keys(words: object, above = ''): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [`${above}${key}`.replace(PLURAL, '')] : keys(value as object, `${above}${key}.`),
  )
}
const all = (words: object) => [...new Set(keys(words))].toSorted()

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !file.includes('generated') && !file.includes('.test.'))
  .map((file) => ({ file, text: readFileSync(`src/${file}`, 'utf8').replace(/\/\*[^]*?\*\/|\/\/.*$/gm, '') }))

test('both languages say the same things', () => expect(all(en)).toEqual(all(zh)))

test('every word that is asked for is there', () => {
  const known = new Set(all(zh))
  const asked = sources.flatMap(({ text }) => [...text.matchAll(/\bt\(\s*'([\w.]+)'/g)].map((found) => found[1]!))
  expect(asked.filter((key) => !known.has(key))).toEqual([])
})

test('no Chinese stands in the code', () => {
  const found = sources.filter(({ text }) => /[\u4e00-\u9fff]/.test(text)).map(({ file }) => file)
  expect(found).toEqual([])
})
