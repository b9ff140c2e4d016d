import type { CasePage } from '../api/generated/types.gen'
import { NoAnswer, read, Refusal, say, sendPicture } from './call'
import { net } from './net'
import { acts, dropAct, keepAct, keepPicture, pictureOf, type Act, type Picture, type Truth } from './store'

const LATER = new Set([408, 425, 429])
const later = (error: Refusal): boolean => error.status >= 500 || LATER.has(error.status)

/** Send what waits, in its order, each once. Only one page of the telephone does so at a time. */
export const sendAll = (login: string): Promise<void> =>
  navigator.locks.request('pocket-send', { ifAvailable: true }, async (mine) => {
    if (!mine) return
    try {
      for (const act of await acts()) if (act.by === login && !act.refused) await sendOne(act)
      net.heard()
    } catch (error) {
      if (error instanceof NoAnswer) net.missed()
      else if (!(error instanceof Refusal)) throw error
      else if (error.status === 401) net.strange()
    }
  })

async function sendOne(act: Act): Promise<void> {
  try {
    const photos: string[] = []
    for (const id of act.pictures) photos.push(await uploaded((await pictureOf(id))!))
    await say(act.path, photos.length ? { ...act.body, photos } : act.body, act.key)
    await dropAct(act)
  } catch (error) {
    if (!(error instanceof Refusal) || later(error) || error.status === 401) throw error
    const refused = { code: error.code, sentence: error.message, status: error.status, at: new Date().toISOString() }
    await keepAct({ ...act, refused: { ...refused, now: await truth(act) } })
  }
}

async function uploaded(picture: Picture): Promise<string> {
  if (picture.name) return picture.name
  const about = new URLSearchParams({ at: picture.at })
  if (picture.lon !== undefined && picture.lat !== undefined) {
    about.set('lon', String(picture.lon))
    about.set('lat', String(picture.lat))
  }
  const name = await sendPicture(picture.id, picture.blob, about.toString())
  await keepPicture({ ...picture, name })
  return name
}

/** How the matter stands now, for the person to compare with what they meant. */
async function truth(act: Act): Promise<Truth | undefined> {
  if (!act.about.case) return undefined
  try {
    const page = await read<CasePage>(`/api/cases/${act.about.case}`)
    const task = act.about.kind === 'task' ? page.tasks.find((one) => one.id === act.about.id) : undefined
    return { state: page.case.state, task: task?.state, who: task?.taken_by_name, at: task?.finished_at ?? task?.taken_at ?? undefined }
  } catch (error) {
    return error instanceof Refusal && error.status === 404 ? { state: 'gone' } : undefined
  }
}

/** Say it again as it was meant. */
export async function sendAnyway(act: Act, login: string): Promise<void> {
  const { refused: _, ...again } = act
  await keepAct(again)
  await sendAll(login)
}
