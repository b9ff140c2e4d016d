import { useTranslation } from 'react-i18next'
import type { CasePage, OfferOut } from '../api/generated/types.gen'
import { useNames } from '../api/queries'
import { Decide } from '../supervise/decide'
import { Dispatch } from './dispatch'
import { Work } from './work'

const BIGGEST_FIRST = ['work', 'accept', 'reject', 'dispatch']

/** What I may do now, biggest first, and why not the rest. */
export function MayDo({ page }: { page: CasePage }) {
  const { t } = useTranslation()
  const name = useNames()
  const order = (offer: OfferOut) => BIGGEST_FIRST.indexOf(offer.move)
  const offers = page.offers.toSorted((a, b) => order(a) - order(b))
  const open = offers.filter((offer) => !offer.why_not)
  const moves = new Set(open.map((offer) => offer.move))
  const look = page.verifications.find((one) => one.accepted === null)
  return (
    <aside className="may-do" aria-label={t('may.title')}>
      <h2>{t('may.title')}</h2>
      {page.case.state === 'closed' && <p className="muted">{t('may.closed')}</p>}
      {open.length === 0 && page.case.state !== 'closed' && <p className="muted">{t('may.nothing')}</p>}
      {moves.has('work') && <Work page={page} />}
      {moves.has('accept') && look && <Decide verification={look.id} />}
      {moves.has('accept') && !look && <p className="muted">{t('may.soon')}</p>}
      {moves.has('dispatch') && <Dispatch page={page} />}
      {offers.some((offer) => offer.why_not) && (
        <ul className="why-not">
          {offers
            .filter((offer) => offer.why_not)
            .map((offer) => (
              <li key={offer.move}>
                <b>{t(`move.${offer.move}`)}</b>
                <span>{t(offer.why_not, { defaultValue: name(offer.why_not) })}</span>
              </li>
            ))}
        </ul>
      )}
    </aside>
  )
}
