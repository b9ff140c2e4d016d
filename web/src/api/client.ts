import { client } from './generated/client.gen'
import { language } from '../words'

/** The server said no; the message is the sentence to show. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    sentence: string,
  ) {
    super(sentence)
  }
}

interface Answer<Data> {
  data?: Data
  error?: unknown
  response?: Response
}

function sentenceOf(error: unknown): { code: string; sentence: string } {
  const said = (typeof error === 'object' && error ? error : {}) as { error?: unknown; detail?: unknown }
  const first = Array.isArray(said.detail) ? (said.detail[0] as { msg?: string } | undefined)?.msg : said.detail
  return { code: String(said.error ?? ''), sentence: typeof first === 'string' ? first : '' }
}

/** Ask again every so often; whom the rules refuse is not asked again. */
export const again = (everyMs: number) => (query: { state: { error: Error | null } }): number | false =>
  query.state.error instanceof Refusal && query.state.error.status < 500 ? false : everyMs

/** The data of an answer, or a Refusal thrown. */
export async function ask<Data>(asked: Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await asked
  if (response?.ok) return data as Data
  const { code, sentence } = sentenceOf(error)
  throw new Refusal(response?.status ?? 0, code, sentence)
}

client.interceptors.request.use((request) => {
  request.headers.set('accept-language', language())
  return request
})
