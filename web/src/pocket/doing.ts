import type { ErrandOut } from '../api/generated/types.gen'
import { queue, type About, type Act, type Picture, type What } from './store'

type Done = { what: What; about: About; path: string; body?: Record<string, unknown>; pictures?: Picture[]; draft?: string }

/** Write down that somebody did something; it is sent as soon as it can be. */
export async function act(by: string, done: Done): Promise<void> {
  const { what, about, path, body = {}, pictures = [], draft } = done
  const key = crypto.randomUUID()
  const one: Act = { key, by, at: new Date().toISOString(), what, about, path, body, pictures: pictures.map(({ id }) => id) }
  await queue(one, pictures, draft)
}

export type Errand = ErrandOut & { waiting?: What }

export const nameOf = (todo: ErrandOut): string => `${todo.kind}/${todo.id}`

const after: Partial<Record<What, Partial<ErrandOut>>> = {
  take: { state: 'at_work', acts: ['finish'], mine: true },
  arrive: { state: 'arrived', acts: ['result'], mine: true },
}

/** What has to be done, as it stands once all that waits has been sent. */
export function withQueue(todo: ErrandOut[], acts: Act[]): Errand[] {
  return todo.map((one) => {
    const own = acts.filter(({ about, refused }) => !refused && about.kind === one.kind && about.id === one.id)
    return own.reduce<Errand>((before, { what }) => {
      if (what === 'whistle') return before
      return { ...before, ...(after[what] ?? { acts: [] }), waiting: what }
    }, one)
  })
}

export type Order = 'tour' | 'near' | 'urgent'

/** In the order of the day's tour, what has no place in it after; or by nearness, or by what is due first. */
export function ordered(todo: Errand[], order: Order, metres: (one: Errand) => number): Errand[] {
  const due = (one: Errand) => (one.due ? Date.parse(one.due) : Infinity)
  const expected = (one: Errand) => (one.expected ? Date.parse(one.expected) : Infinity)
  const by = (keys: (one: Errand) => number[]) => (a: Errand, b: Errand) => {
    const [left, right] = [keys(a), keys(b)]
    const at = left.findIndex((value, n) => value !== right[n])
    return at < 0 ? 0 : left[at]! < right[at]! ? -1 : 1
  }
  const doneLast = (one: Errand) => Number(one.acts.filter((name) => name !== 'whistle').length === 0)
  const keys = {
    tour: (one: Errand) => [doneLast(one), expected(one), Number(!one.mine), due(one)],
    near: (one: Errand) => [doneLast(one), metres(one), due(one)],
    urgent: (one: Errand) => [doneLast(one), Number(!one.urgent), due(one)],
  }
  return todo.toSorted(by(keys[order]))
}
