import { useTranslation } from 'react-i18next'
import { Standings } from '../supervise/standings'
import { Amendments } from './amendments'
import { Lessons } from './lessons'
import { Parameters } from './parameters'
import { Workbench } from './workbench'
import './review.css'

/** The last quarter of the loop: what was learned changes the rules. */
export default function Review() {
  const { t } = useTranslation()
  return (
    <main className="review">
      <header>
        <h1>{t('pages.review')}</h1>
        <p className="muted">{t('review.what')}</p>
      </header>
      <div className="review-body">
        <Parameters />
        <div>
          <Workbench />
          <Amendments />
        </div>
        <div>
          <Lessons />
          <Standings />
        </div>
      </div>
    </main>
  )
}
