import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { useTranslation } from 'react-i18next'
import { App } from './app'
import { Looked } from './look'
import { Keeping } from './state'
import './words'
import './pocket.css'
import './pages.css'

function Root() {
  const { i18n } = useTranslation()
  const language = i18n.language === 'en' ? 'en' : 'zh'
  return (
    <Looked>
      <Keeping language={language}>
        <App />
      </Keeping>
    </Looked>
  )
}

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <Root />
  </StrictMode>,
)

void navigator.serviceWorker?.register('/pocket/sw.js', { scope: '/pocket/' })
void navigator.storage?.persist?.()
