import { readFileSync } from 'node:fs'
import { defineConfig } from '@hey-api/openapi-ts'

type Operations = Record<string, Record<string, { operationId?: string }>>

/** FastAPI puts the path into every operation's name; `list_cases_api_cases_get` is called `listCases` here. */
const input = JSON.parse(readFileSync('openapi.json', 'utf8')) as { paths: Operations }
for (const operation of Object.values(input.paths).flatMap((path) => Object.values(path)))
  operation.operationId = operation.operationId?.replace(/_api_.*$/, '')

export default defineConfig({
  input: input as never,
  output: { path: process.env.GENERATED ?? 'src/api/generated' },
  plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk'],
})
