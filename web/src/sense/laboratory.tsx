import { useTranslation } from 'react-i18next'
import { useMe } from '../people/session'
import { Drafts } from './drafts'
import { Shadows } from './shadows'
import { Trials } from './trials'
import './laboratory.css'

const BOARD = 'rule_board'

/** Detectors people write, tried on the past and in the shadow of the live ones before they hold. */
export default function Laboratory() {
  const { t } = useTranslation()
  const me = useMe()
  const board = me.posts.some((post) => post.duty === BOARD)
  return (
    <main className="laboratory">
      <header>
        <h1>{t('pages.laboratory')}</h1>
        <p className="muted">{t(board ? 'laboratory.what' : 'laboratory.who')}</p>
      </header>
      {board && (
        <div className="laboratory-body">
          <Drafts />
          <div>
            <Trials />
            <Shadows />
          </div>
        </div>
      )}
    </main>
  )
}
