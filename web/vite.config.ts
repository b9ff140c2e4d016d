import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { offline, wordsOf } from './offline'

const POCKET_WORDS = ['app', 'error', 'left', 'level', 'login', 'pocket', 'refusal', 'shell', 'time']

export default defineConfig({
  plugins: [react(), wordsOf('pocket', POCKET_WORDS), offline('pocket')],
  build: {
    target: 'es2022',
    chunkSizeWarningLimit: 1200,
    rolldownOptions: { input: { index: 'index.html', pocket: 'pocket/index.html' } },
  },
  worker: { format: 'es' },
})
