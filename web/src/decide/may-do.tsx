import { useTranslation } from 'react-i18next'
import type { CasePage, OfferOut } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { Decide } from '../supervise/decide'
import { Acts } from './acts'
import { Dispatch } from './dispatch'
import { MoveForm } from './move-form'
import { Work } from './work'

const BIGGEST_FIRST = ['work', 'accept', 'reject', 'dispatch', 'file', 'confirm', 'close', 'look_last', 'look_first']
const OWN_FORM = new Set(['work', 'accept', 'reject'])

/** What I may do now, biggest first, and why not the rest. */
export function MayDo({ page }: { page: CasePage }) {
  const { t } = useTranslation()
  const name = useNames()
  const order = (offer: OfferOut) => (BIGGEST_FIRST.indexOf(offer.move) + BIGGEST_FIRST.length + 1) % (BIGGEST_FIRST.length + 1)
  const offers = page.offers.toSorted((a, b) => order(a) - order(b))
  const open = offers.filter((offer) => !offer.why_not)
  const moves = new Set(open.map((offer) => offer.move))
  const look = page.verifications.find((one) => one.accepted === null)
  return (
    <aside className="may-do" aria-label={t('may.title')}>
      <h2>{t('may.title')}</h2>
      {page.case.stage === 'done' && <p className="muted">{t('may.closed')}</p>}
      {open.length === 0 && page.case.stage !== 'done' && <p className="muted">{t('may.nothing')}</p>}
      {moves.has('work') && <Work page={page} />}
      {moves.has('accept') && look && <Decide verification={look.id} onTheSpot={page.case.report_id !== null || page.case.kind !== 'sensed'} />}
      {moves.has('accept') && !look && <p className="muted">{t('may.soon')}</p>}
      {moves.has('dispatch') && page.case.alert_id !== null && <Dispatch page={page} />}
      {open
        .filter((offer) => !OWN_FORM.has(offer.move) && (offer.move !== 'dispatch' || page.case.alert_id === null))
        .map((offer) => (
          <MoveForm key={offer.move} page={page} offer={offer} />
        ))}
      <Acts page={page} />
      {offers.some((offer) => offer.why_not) && (
        <ul className="why-not">
          {offers
            .filter((offer) => offer.why_not)
            .map((offer) => (
              <li key={offer.move}>
                <b>{offer.move === 'work' ? t('move.work') : name(`move.${offer.move}`)}</b>
                <span>{t(offer.why_not, { defaultValue: name(offer.why_not) })}</span>
              </li>
            ))}
        </ul>
      )}
    </aside>
  )
}
