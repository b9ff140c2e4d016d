import { language } from './words'

/** The server said no. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    sentence: string,
  ) {
    super(sentence)
  }
}

/** Nobody answered: there is no network, or the server is away. */
export class NoAnswer extends Error {}

const PATIENCE_MS = 30_000
const headers = (more: Record<string, string> = {}) => ({ 'accept-language': language(), ...more })

async function answered<Data>(path: string, about: RequestInit): Promise<Data> {
  let answer: Response
  try {
    answer = await fetch(path, { ...about, signal: AbortSignal.timeout(PATIENCE_MS) })
  } catch {
    throw new NoAnswer()
  }
  const text = await answer.text().catch(() => {
    throw new NoAnswer()
  })
  const said: unknown = answer.headers.get('content-type')?.includes('json') && text ? JSON.parse(text) : null
  if (answer.ok) return said as Data
  if (answer.status >= 502 && answer.status <= 504) throw new NoAnswer()
  const { error, detail } = (said ?? {}) as { error?: string; detail?: string }
  throw new Refusal(answer.status, error ?? '', typeof detail === 'string' ? detail : '')
}

export const read = <Data>(path: string): Promise<Data> => answered<Data>(path, { headers: headers() })

/** Say something to the server. With a key it is done once, however often it is said. */
export const say = <Data>(path: string, body: unknown, key = '', method = 'POST'): Promise<Data> =>
  answered<Data>(path, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
    headers: headers({ 'content-type': 'application/json', ...(key && { 'idempotency-key': key }) }),
  })

/** Send a picture; the name it is found under. */
export async function sendPicture(key: string, picture: Blob, query: string): Promise<string> {
  const form = new FormData()
  form.append('file', picture, 'picture')
  const about = { method: 'POST', body: form, headers: headers({ 'idempotency-key': key }) }
  return (await answered<{ name: string }>(`/api/files?${query}`, about)).name
}
