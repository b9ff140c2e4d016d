import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CaseOut } from '../api/generated/types.gen'
import { useMe } from '../people/session'
import { ActivatePlan } from './plans-activate'
import { Activation } from './plans-activation'
import { ACTIVATORS, ofCase } from './plans-api'
import './plans.css'

/** The plans that are followed in a case, and the way to activate one. */
export function CasePlans({ of }: { of: CaseOut }) {
  const { t } = useTranslation()
  const me = useMe()
  const { data } = useQuery(ofCase(of.id))
  const [activating, setActivating] = useState(false)
  const ends = of.stage === 'done' || of.stage === 'void'
  const may = !ends && me.posts.some((post) => ACTIVATORS.includes(post.duty) && of.area.startsWith(post.area))
  if (!data || (data.length === 0 && !may)) return null
  return (
    <section aria-label={t('plans.title')}>
      <h2>
        {t('plans.title')}
        {may && (
          <Button size="small" onClick={() => setActivating(true)}>
            {t('plans.activate')}
          </Button>
        )}
      </h2>
      <div className="activations">
        {data.map((one) => (
          <Activation key={one.id} of={one} />
        ))}
      </div>
      {activating && <ActivatePlan of={of} onClose={() => setActivating(false)} />}
    </section>
  )
}
