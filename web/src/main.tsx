import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { BrowserRouter } from 'react-router'
import { Refusal } from './api/client'
import { me } from './api/queries'
import { App } from './app'
import { Themed } from './kit/theme'
import './words'
import './kit/base.css'
import './kit/parts.css'

/** Whoever is told to log in first is asked again who they are, and so comes to the login page. */
const queryCache = new QueryCache({
  onError: (error, query) => {
    if (error instanceof Refusal && error.status === 401 && query.queryKey[0] !== 'me') void client.resetQueries(me)
  },
})

const client = new QueryClient({
  queryCache,
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      refetchOnWindowFocus: false,
      retry: (times, error) => !(error instanceof Refusal && error.status < 500) && times < 3,
    },
  },
})

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <Themed>
        <BrowserRouter>
          <App />
        </BrowserRouter>
      </Themed>
    </QueryClientProvider>
  </StrictMode>,
)
