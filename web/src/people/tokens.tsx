import { useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ask } from '../api/client'
import { endToken, makeToken, rotateToken } from '../api/generated/sdk.gen'
import { useAreaName, useNames } from '../api/queries'
import { useAct } from '../decide/use-act'
import { Moment } from '../kit/moment'
import { tokens, useReread } from './access-api'
import { useMe } from './session'

/** Tokens for machines: made for one of my posts or to read all I see, rotated, ended. A key is shown once. */
export function Tokens() {
  const { t } = useTranslation()
  const name = useNames()
  const area = useAreaName()
  const reread = useReread()
  const { data } = useQuery(tokens)
  const { posts } = useMe()
  const [called, setCalled] = useState('')
  const [post, setPost] = useState('')
  const [reads, setReads] = useState(true)
  const [key, setKey] = useState('')
  const told = (made: { key: string }) => {
    setKey(made.key)
    setCalled('')
    reread()
  }
  const [duty = '', within = ''] = post.split(' ')
  const make = useAct(() => ask(makeToken({ body: { name: called, duty, area: within, read_only: reads || !duty } })), told)
  const rotate = useAct((id: number) => ask(rotateToken({ path: { token_id: id } })), told)
  const end = useAct((id: number) => ask(endToken({ path: { token_id: id } })), reread)
  const of = (one: { duty: string; area: string }) => (one.duty ? `${name(one.duty)} · ${area(one.area)}` : t('access.all_i_see'))
  return (
    <section aria-label={t('access.tokens')}>
      <h2>{t('access.tokens')}</h2>
      <p className="muted">{t('access.tokens_what')}</p>
      {key && (
        <p role="alert">
          {t('access.key_once')} <code>{key}</code>
        </p>
      )}
      <ul className="access-lines">
        {data?.map((one) => (
          <li key={one.id}>
            <div>
              <p>
                <b>{one.name}</b> {of(one)} {one.read_only && t('access.reads')}
              </p>
              <small className="muted">
                {t('access.until')} <Moment at={one.until} />
                {one.used && (
                  <>
                    {' · '}
                    {t('access.seen')} <Moment at={one.used} /> {one.used_from}
                  </>
                )}
                {one.before_until && (
                  <>
                    {' · '}
                    {t('access.before_until')} <Moment at={one.before_until} />
                  </>
                )}
              </small>
            </div>
            <span>
              <Button size="small" onClick={() => rotate.mutate(one.id)}>
                {t('access.rotate')}
              </Button>{' '}
              <Button size="small" danger onClick={() => end.mutate(one.id)}>
                {t('access.end')}
              </Button>
            </span>
          </li>
        ))}
      </ul>
      <div className="access-form">
        <Input
          aria-label={t('access.token_name')}
          placeholder={t('access.token_name')}
          value={called}
          onChange={(event) => setCalled(event.target.value)}
        />
        <Select
          aria-label={t('access.token_post')}
          value={post}
          onChange={setPost}
          options={[
            { value: '', label: t('access.all_i_see') },
            ...posts.map((one) => ({ value: `${one.duty} ${one.area}`, label: of(one) })),
          ]}
        />
        <Checkbox checked={reads || !duty} disabled={!duty} onChange={(event) => setReads(event.target.checked)}>
          {t('access.reads')}
        </Checkbox>
        <Button type="primary" disabled={!called.trim()} loading={make.isPending} onClick={() => make.mutate(undefined)}>
          {t('access.make')}
        </Button>
      </div>
    </section>
  )
}
