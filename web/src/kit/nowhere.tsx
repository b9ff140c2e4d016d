import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'

export function NoSuchPage() {
  const { t } = useTranslation()
  return (
    <div className="empty">
      <p>{t('error.nowhere')}</p>
      <Link to="/">{t('pages.situation')}</Link>
    </div>
  )
}
