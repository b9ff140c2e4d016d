import { MoonOutlined, SunOutlined } from '@ant-design/icons'
import { Button, Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { otherLanguage } from '../words'
import { useLook } from './theme'

/** Language and theme. */
export function Switches() {
  const { t } = useTranslation()
  const { mode, turn } = useLook()
  const title = t(mode === 'dark' ? 'shell.to_light' : 'shell.to_dark')
  return (
    <span className="switches">
      <Button type="text" onClick={otherLanguage}>
        {t('shell.other_language')}
      </Button>
      <Tooltip title={title}>
        <Button type="text" aria-label={title} icon={mode === 'dark' ? <SunOutlined /> : <MoonOutlined />} onClick={turn} />
      </Tooltip>
    </span>
  )
}
