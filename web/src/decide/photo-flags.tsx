import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { ask } from '../api/client'
import { evidenceOfCase } from '../api/generated/sdk.gen'
import type { EvidenceOut, FlagOut } from '../api/generated/types.gen'
import { Moment } from '../kit/moment'

/** What is odd about these pictures, once each: told to who judges, it stops nothing. */
export function PhotoFlags({ of, photos }: { of: number; photos: string[] }) {
  const { data } = useQuery({ queryKey: ['case', of, 'evidence'], queryFn: () => ask(evidenceOfCase({ path: { case_id: of } })) })
  const lines = photos.flatMap((photo, at) => {
    const last = data?.filter((one: EvidenceOut) => one.name === photo).at(-1)
    return (last?.flags ?? []).map((flag: FlagOut) => ({ flag, number: at + 1 }))
  })
  if (lines.length === 0) return null
  return (
    <ul className="photo-flags">
      {lines.map(({ flag, number }) => (
        <Flag key={`${number} ${flag.why}`} of={flag} number={number} />
      ))}
    </ul>
  )
}

function Flag({ of, number }: { of: FlagOut; number: number }) {
  const { t } = useTranslation()
  return (
    <li className={of.why === 'no_place' ? 'muted' : 'odd'}>
      {t('proof.photo', { number })} {t(`proof.${of.why}`, { m: of.m, count: of.minutes ?? 0 })}
      {of.case && (
        <>
          {' '}
          <Link to={`/cases/${of.case}`} className="number">
            #{of.case}
          </Link>
        </>
      )}
      {of.at && (
        <>
          {' '}
          <Moment at={of.at} />
        </>
      )}
    </li>
  )
}
