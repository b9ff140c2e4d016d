import { useEffect, useMemo, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { act } from './doing'
import { Camera, Field, Top } from './parts'
import { here } from './place'
import { go } from './route'
import { useDraft, usePocket } from './state'
import { suggest, type Named } from './suggest'

const DRAFT = 'report'

/** Picture, category, send. Where it is the telephone says; words and place can be put right. */
export default function Report() {
  const { t, i18n } = useTranslation()
  const { me, book, today, enter } = usePocket()
  const [draft, change, close] = useDraft(DRAFT)
  const { text = '', key = '', lon = '', lat = '', place = '', urgent = '' } = draft.values
  const set = (values: Record<string, string>) => change((before) => ({ ...before, values: { ...before.values, ...values } }))
  const called = (one: Named) => (i18n.language === 'en' ? one.en : one.zh)
  const chosen = book.find((one) => one.key === key)
  const title = text.trim() || (chosen ? called(chosen) : '')
  const lacks = title.length < 2 || (!lon && place.trim().length < 2)

  useEffect(() => {
    if (lon) return
    void here().then((spot) => spot && change((before) => (before.values.lon ? before : { ...before, values: { ...before.values, lon: String(spot.lon), lat: String(spot.lat) } })))
  }, [lon, change])

  const send = async (event: FormEvent) => {
    event.preventDefault()
    const where = lon ? { lon: Number(lon), lat: Number(lat) } : { area: me!.posts[0]?.area ?? '50' }
    const body = { kind: 'grid', title: title.slice(0, 100), text: text.trim(), category_code: key, place: place.trim(), urgent: Boolean(urgent), ...where }
    close()
    await act(me!.login, { what: 'report', about: { title }, path: '/api/reports', body, pictures: draft.pictures, draft: DRAFT })
    go('', true)
    await enter()
  }
  return (
    <form className="doing" onSubmit={(event) => void send(event)}>
      <Top title={t('pocket.report')} />
      <Camera pictures={draft.pictures} change={(how) => change((before) => ({ ...before, pictures: how(before.pictures) }))} label={t('pocket.shoot')} />
      <Categories book={book} text={text} often={today?.often ?? []} chosen={key} choose={(one) => set({ key: one })} called={called} />
      <Field label={t('pocket.what')}>
        <textarea rows={2} maxLength={1000} value={text} placeholder={chosen ? called(chosen) : ''} onChange={(event) => set({ text: event.target.value })} />
      </Field>
      <Place lon={lon} lat={lat} place={place} set={set} />
      <label className="tick">
        <input type="checkbox" checked={Boolean(urgent)} onChange={(event) => set({ urgent: event.target.checked ? 'yes' : '' })} />
        <span>{t('pocket.urgent_what')}</span>
      </label>
      <div className="acts">
        {lacks && <p className="told">{t('pocket.lacks_report')}</p>}
        <button type="submit" className="main" disabled={lacks}>
          {t('pocket.act_report')}
        </button>
      </div>
    </form>
  )
}

interface Choosing {
  book: Named[]
  text: string
  often: string[]
  chosen: string
  choose: (key: string) => void
  called: (one: Named) => string
}

/** What it may be: by the words, and by what is often met here. Offered, never forced. */
function Categories({ book, text, often, chosen, choose, called }: Choosing) {
  const { t } = useTranslation()
  const offered = useMemo(() => {
    const fits = suggest(book, text, often)
    const met = often.flatMap((key) => book.filter((one) => one.key === key))
    const picked = book.filter((one) => one.key === chosen)
    return [...new Set([...picked, ...fits, ...met])].slice(0, 6)
  }, [book, text, often, chosen])
  if (!offered.length) return null
  return (
    <div className="chips" role="group" aria-label={t('pocket.category')}>
      {offered.map((one) => (
        <button key={one.key} type="button" aria-pressed={one.key === chosen} onClick={() => choose(one.key === chosen ? '' : one.key)}>
          {called(one)}
        </button>
      ))}
    </div>
  )
}

interface Placing {
  lon: string
  lat: string
  place: string
  set: (values: Record<string, string>) => void
}

/** Where it is: as the telephone says, walked to again, or said in words. */
function Place({ lon, lat, place, set }: Placing) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const again = async () => {
    setAsking(true)
    const spot = await here()
    if (spot) set({ lon: String(spot.lon), lat: String(spot.lat) })
    setAsking(false)
  }
  return (
    <>
      <div className="where card">
        <span className="grow">
          {lon ? t('pocket.place_known') : t('pocket.place_unknown')}
          {lon && (
            <>
              <br />
              <small className="muted number">
                {Number(lon).toFixed(5)}, {Number(lat).toFixed(5)}
              </small>
            </>
          )}
        </span>
        <button type="button" onClick={() => void again()} aria-busy={asking}>
          {t(asking ? 'pocket.asking_place' : 'pocket.place_again')}
        </button>
        {lon && (
          <button type="button" className="plain" onClick={() => set({ lon: '', lat: '' })}>
            {t('pocket.place_off')}
          </button>
        )}
      </div>
      <Field label={t('pocket.place')}>
        <input type="text" maxLength={200} value={place} onChange={(event) => set({ place: event.target.value })} />
      </Field>
    </>
  )
}
