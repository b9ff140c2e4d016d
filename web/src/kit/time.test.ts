import { createInstance } from 'i18next'
import { beforeAll, expect, test } from 'vitest'
import zh from '../words/zh.json'
import { inFull, lasting, spoken } from './time'

const words = createInstance()
const t = (key: string, about?: Record<string, unknown>) => words.t(key, about ?? {})
const now = new Date('2026-03-02T14:30:00+08:00')

beforeAll(() => words.init({ lng: 'zh', resources: { zh: { translation: zh } } }))

test.each([
  ['2026-03-02T14:02:00+08:00', '今天 14:02'],
  ['2026-03-02T00:00:00+08:00', '今天 00:00'],
  ['2026-03-01T23:59:00+08:00', '昨天 23:59'],
  ['2026-03-03T08:00:00+08:00', '明天 08:00'],
  ['2026-01-05T08:00:00+08:00', '1月5日 08:00'],
  ['2025-12-31T08:00:00+08:00', '2025年12月31日 08:00'],
])('%s is said as %s', (at, said) => expect(spoken(new Date(at), now, t)).toBe(said))

test.each([
  [42_000, '42 秒'],
  [80 * 60_000, '1 小时 20 分'],
  [26 * 3_600_000, '1 天 2 小时'],
  [2 * 3_600_000, '2 小时'],
  [48 * 3_600_000 + 5000, '2 天'],
  [-5, '0 秒'],
])('%d ms last %s', (ms, said) => expect(lasting(ms, t)).toBe(said))

test('in full, with the zone', () => expect(inFull(now)).toBe('2026-03-02 14:30:00 UTC+8'))
