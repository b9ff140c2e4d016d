import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { CountedOut, YardstickOut } from '../api/generated/types.gen'
import { Failed } from '../kit/empty'
import { Waiting } from '../kit/waiting'
import { AskedBar, LEVELS, step, useAsked, type Asked } from './asked'
import { counted, definitions, useCalled, useValue } from './supervise-api'
import { OneYardstick } from './yardstick-one'
import './supervise.css'

/** What work is measured by: every yardstick with its formula, its counts, and the cases behind each number. */
export default function Yardsticks() {
  const { t } = useTranslation()
  const [asked, change, params] = useAsked('district')
  const { data: book } = useQuery(definitions)
  const whole = useQuery(counted(asked, 'whole'))
  const before = useQuery(counted({ ...asked, day: step(asked.kind, asked.day, -1) }, 'whole'))
  const chosen = book?.yardsticks.find((one) => one.name === params.get('yardstick')) ?? book?.yardsticks.find((one) => one.name === 'handling_on_time')
  return (
    <main className="supervise">
      <header>
        <h1>{t('pages.yardsticks')}</h1>
        <p className="muted grow">{t('supervise.yardsticks_what')}</p>
      </header>
      <AskedBar asked={asked} change={change} among={LEVELS.filter((one) => one !== 'whole')} />
      {whole.error ? <Failed error={whole.error} again={() => void whole.refetch()} /> : !book || !whole.data ? <Waiting /> : (
        <div className="supervise-body">
          <List book={book.yardsticks} now={whole.data} before={before.data} asked={asked} chosen={chosen?.name} onChoose={(yardstick) => change({ yardstick, group: '', count: '' })} />
          {chosen && <OneYardstick key={chosen.name} of={chosen} book={book} asked={asked} whole={whole.data} params={params} change={change} />}
        </div>
      )}
    </main>
  )
}

interface Of {
  book: YardstickOut[]
  now: CountedOut
  before?: CountedOut
  asked: Asked
  chosen?: string
  onChoose: (name: string) => void
}

function List({ book, now, before, chosen, onChoose }: Of) {
  const { t } = useTranslation()
  const called = useCalled()
  const say = useValue()
  const valueOf = (of: CountedOut | undefined, name: string) => of?.groups[0]?.values.find((one) => one.name === name)?.value
  return (
    <nav className="yardstick-list" aria-label={t('pages.yardsticks')}>
      {book.map((one) => {
        const value = valueOf(now, one.name)
        return (
          <button key={one.name} type="button" aria-pressed={chosen === one.name} onClick={() => onChoose(one.name)}>
            <span>
              {called(one.words, one.name)}
              {!one.confirmed && <small className="muted"> {t('supervise.unconfirmed')}</small>}
            </span>
            <Change now={value} before={valueOf(before, one.name)} better={one.better} />
            <b className="number">{say(value, one.unit)}</b>
          </button>
        )
      })}
    </nav>
  )
}

/** Up or down since the stretch before, and whether that is good; said by a sign and not by colour alone. */
function Change({ now, before, better }: { now?: number | null; before?: number | null; better: string }) {
  const { t } = useTranslation()
  if (now === null || now === undefined || before === null || before === undefined || Math.abs(now - before) < 0.05) return <small />
  const up = now > before
  const good = better === 'none' ? '' : (better === 'up') === up ? 'is-good' : 'is-bad'
  const word = good === 'is-bad' ? t('supervise.worse') : good === 'is-good' ? t('supervise.better') : ''
  return (
    <small className={`number change ${good}`} title={word}>
      {up ? '▲' : '▼'} {Math.abs(now - before).toFixed(1)}
      <span className="unseen">{word}</span>
    </small>
  )
}
