import { inFull, useSpoken } from './time'

/** An instant as people say it; in full on hover. */
export function Moment({ at }: { at: string }) {
  const { say } = useSpoken()
  return (
    <time dateTime={at} title={inFull(new Date(at))}>
      {say(at)}
    </time>
  )
}
