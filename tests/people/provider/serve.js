// An identity provider on loopback. Says "ready" once it listens. argv: port, redirect address, where to go after logging out,
// file of its private keys (JWKS).
import { readFileSync } from 'node:fs'
import * as oidc from 'oidc-provider'

const [port, back, after, keys] = process.argv.slice(2)
const PEOPLE = {
  patrol: { preferred_username: 'patrol', name: 'Patrol', email: 'patrol@city.example', email_verified: true },
  nobody: { preferred_username: 'somebody.else', name: 'Somebody Else', email: 'else@city.example', email_verified: false },
}
const Provider = oidc.Provider ?? oidc.default
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: 'cityloop',
      client_secret: 'a secret of the tests',
      redirect_uris: [back],
      post_logout_redirect_uris: [after],
      response_types: ['code'],
      grant_types: ['authorization_code'],
    },
  ],
  claims: { openid: ['sub'], profile: ['name', 'preferred_username'], email: ['email', 'email_verified'] },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  jwks: JSON.parse(readFileSync(keys, 'utf8')),
  cookies: { keys: ['of the tests'] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...PEOPLE[id] }) }),
})
provider.listen(Number(port), '127.0.0.1', () => console.log('ready'))
