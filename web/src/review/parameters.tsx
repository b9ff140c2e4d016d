import { useTranslation } from 'react-i18next'
import type { ParameterOut } from '../api/generated/types.gen'
import { useAreaName, useNames } from '../api/queries'
import { keyOf, unitOf, useChosen, useParameterName } from './chosen'

/** Every dated number the city has agreed on, with its source. */
export function Parameters() {
  const { t } = useTranslation()
  const { all, chosen, choose } = useChosen()
  const detectors = [...new Set(all?.map((one) => one.detector))]
  return (
    <section aria-label={t('parameters.title')}>
      <h2>{t('parameters.title')}</h2>
      <div className="parameters" role="radiogroup" aria-label={t('parameters.title')}>
        {detectors.map((detector) => (
          <Detector
            key={detector}
            detector={detector}
            of={all!.filter((one) => one.detector === detector)}
            chosen={chosen && keyOf(chosen)}
            choose={choose}
          />
        ))}
      </div>
    </section>
  )
}

interface Of {
  detector: string
  of: ParameterOut[]
  chosen: string | undefined
  choose: (key: string) => void
}

function Detector({ detector, of, chosen, choose }: Of) {
  const name = useNames()
  const called = useParameterName()
  return (
    <>
      <h3>{name(detector)}</h3>
      {of.map((one) => {
        const key = keyOf(one)
        return (
          <button key={key} type="button" role="radio" aria-checked={key === chosen} className="parameter" onClick={() => choose(key)}>
            <span>{called(key)}</span>
            <b className="number">
              {one.today} <small>{unitOf(one)}</small>
            </b>
          </button>
        )
      })}
    </>
  )
}

/** The values it has had or will have, newest first, each with its source. */
export function History({ of }: { of: ParameterOut }) {
  const { t } = useTranslation()
  const area = useAreaName()
  const ordered = of.history.toSorted((a, b) => b.since.localeCompare(a.since))
  return (
    <ul className="history">
      {ordered.slice(0, 6).map((one) => (
        <li key={`${one.since} ${one.area} ${one.value}`} className="muted">
          <span className="number">{t('parameters.since', { day: one.since, value: one.value })}</span>
          {one.area && <span> {area(one.area)}</span>} <span>{one.source}</span>
        </li>
      ))}
    </ul>
  )
}
