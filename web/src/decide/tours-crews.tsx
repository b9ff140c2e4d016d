import { Checkbox, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import type { CouldGoOut } from '../api/generated/types.gen'
import { useNames } from '../api/queries'

/** Who goes and in which hours (minutes of the day), by login; who is not in it stays. */
export type Going = Record<string, { begins: number; ends: number }>

const two = (number: number): string => String(number).padStart(2, '0')
const clock = (minutes: number): string => (minutes >= 1440 ? '23:59' : `${two(Math.floor(minutes / 60))}:${two(Math.floor(minutes % 60))}`)
const minutes = (said: string): number => Number(said.slice(0, 2)) * 60 + Number(said.slice(3, 5))

/** Who goes if nobody says otherwise: who has a turn, or where no roster says, who is there. */
export const usual = (could: CouldGoOut[], most: number): Going =>
  Object.fromEntries(could.filter((one) => one.chosen).slice(0, most).map((one) => [one.login, { begins: one.begins, ends: one.ends }]))

/** Choose who goes on the day, and from when to when. */
export function ToursCrews({ could, going, onChange }: { could: CouldGoOut[]; going: Going; onChange: (going: Going) => void }) {
  const { t } = useTranslation()
  const name = useNames()
  const choose = (one: CouldGoOut, goes: boolean) => {
    const { [one.login]: _, ...others } = going
    onChange(goes ? { ...others, [one.login]: { begins: one.begins, ends: one.ends } } : others)
  }
  return (
    <section className="tours-crews">
      <h2>{t('tours.who_goes', { count: Object.keys(going).length })}</h2>
      <ul>
        {could.map((one) => {
          const hours = going[one.login]
          const at = hours ?? one
          return (
            <li key={one.login}>
              <Checkbox checked={hours !== undefined} disabled={one.away} onChange={(event) => choose(one, event.target.checked)}>
                {one.name}
              </Checkbox>
              <span className={one.away ? 'is-away' : 'muted'}>{t(one.away ? 'tours.away' : one.roster === null ? 'tours.no_roster' : one.roster ? 'tours.turn' : 'tours.no_turn')}</span>
              <span className="post muted">
                {name(one.duty)} · {one.area_name || t('app.city')}
              </span>
              <span className="hours">
                <Input type="time" aria-label={t('tours.begins', { name: one.name })} value={clock(at.begins)} disabled={!hours} onChange={(event) => event.target.value && onChange({ ...going, [one.login]: { begins: minutes(event.target.value), ends: at.ends } })} />
                <span aria-hidden>–</span>
                <Input type="time" aria-label={t('tours.ends', { name: one.name })} value={clock(at.ends)} disabled={!hours} onChange={(event) => event.target.value && onChange({ ...going, [one.login]: { begins: at.begins, ends: minutes(event.target.value) } })} />
              </span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
