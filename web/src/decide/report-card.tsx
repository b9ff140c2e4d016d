import { useTranslation } from 'react-i18next'
import type { ReportedOut } from '../api/generated/types.gen'
import { Moment } from '../kit/moment'

/** What somebody reported, in their words and pictures. */
export function ReportCard({ report }: { report: ReportedOut }) {
  const { t } = useTranslation()
  return (
    <div className="report-card">
      <p>
        <b>{report.title}</b> <span className="muted">{t(`report.kind.${report.kind}`)}</span> <Moment at={report.at} />
      </p>
      {report.text && <p>{report.text}</p>}
      {report.place && <p className="muted">{report.place}</p>}
      {report.photos.length > 0 && (
        <p className="photos">
          {report.photos.map((name, index) => (
            <a key={name} href={`/api/files/${name}`} target="_blank" rel="noreferrer">
              <img loading="lazy" src={`/api/files/${name}`} alt={t('report.photo', { number: index + 1 })} />
            </a>
          ))}
        </p>
      )}
    </div>
  )
}
