import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App } from 'antd'
import { outdate } from '../api/queries'
import { useSentence } from '../kit/sentence'

/** Do something to the city; a refusal is shown as the sentence it is, and everything is read again. */
export function useAct<In, Out>(act: (said: In) => Promise<Out>, after?: (done: Out) => void) {
  const client = useQueryClient()
  const sentence = useSentence()
  const { message } = App.useApp()
  return useMutation({
    mutationFn: act,
    onSuccess: (done) => after?.(done),
    onError: (error) => void message.error(sentence(error), 6),
    onSettled: () => outdate(client),
  })
}
