import { Button } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

interface Of {
  title: string
  ready: boolean
  pending: boolean
  onSay: () => void
  children: ReactNode
}

/** A thing one may do: its form opens when it is chosen, and is said when it is filled in. */
export function ActBox({ title, ready, pending, onSay, children }: Of) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  if (!open)
    return (
      <Button block onClick={() => setOpen(true)}>
        {title}
      </Button>
    )
  return (
    <form
      className="act-box"
      aria-label={title}
      onSubmit={(event) => {
        event.preventDefault()
        onSay()
      }}
    >
      <h3>{title}</h3>
      {children}
      <p className="act-say">
        <Button type="primary" htmlType="submit" disabled={!ready} loading={pending}>
          {title}
        </Button>
        <Button type="text" onClick={() => setOpen(false)}>
          {t('acts.not_now')}
        </Button>
      </p>
    </form>
  )
}
