// The pocket without network: its own files are on the telephone, what the city says is asked of the city. Shows what is pushed.
const RELEASE = 'pocket-__RELEASE__'
const FILES = __FILES__
const PAGE = '/pocket/'
const PICTURES = 'pocket-pictures'
const MOST_PICTURES = 200
const REST = ['/pocket/manifest.webmanifest', '/pocket/icon-192.png', '/assets/mark.svg']
const WORDS = { zh: { acknowledge: '知道了', open: '打开' }, en: { acknowledge: 'Acknowledge', open: 'Open' } }

const fresh = (path) => new Request(path, { cache: 'reload' })

self.addEventListener('install', (event) => {
  const keep = async () => (await caches.open(RELEASE)).addAll([PAGE, ...FILES, ...REST].map(fresh))
  event.waitUntil(keep().then(() => self.skipWaiting()))
})

self.addEventListener('activate', (event) => {
  const older = (name) => name.startsWith('pocket-') && name !== RELEASE && name !== PICTURES
  const tidy = async () => Promise.all((await caches.keys()).filter(older).map((name) => caches.delete(name)))
  event.waitUntil(tidy().then(() => self.clients.claim()))
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { pathname, origin } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin) return
  if (request.mode === 'navigate' && pathname.startsWith(PAGE)) event.respondWith(own(PAGE, request))
  else if (FILES.includes(pathname) || REST.includes(pathname)) event.respondWith(own(pathname, request))
  else if (pathname.startsWith('/api/files/')) event.respondWith(picture(request))
})

async function own(path, request) {
  return (await (await caches.open(RELEASE)).match(path)) ?? fetch(request)
}

/** A picture of a case: seen once it is here, for it never changes under its name. */
async function picture(request) {
  const cache = await caches.open(PICTURES)
  const known = await cache.match(request)
  if (known) return known
  const answer = await fetch(request)
  if (answer.ok) {
    await cache.put(request, answer.clone())
    const kept = await cache.keys()
    await Promise.all(kept.slice(0, Math.max(0, kept.length - MOST_PICTURES)).map((one) => cache.delete(one)))
  }
  return answer
}

// what waits is sent by the page; the network's return wakes it
self.addEventListener('sync', (event) => {
  const wake = async () => (await self.clients.matchAll()).forEach((page) => page.postMessage('send'))
  event.waitUntil(wake())
})

const say = (what, token) =>
  fetch(`/api/notices/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  }).catch(() => undefined)

self.addEventListener('push', (event) => {
  const said = event.data.json()
  const words = WORDS[said.language] ?? WORDS.zh
  const actions = [{ action: 'open', title: words.open }]
  if (said.acknowledge) actions.unshift({ action: 'acknowledge', title: words.acknowledge })
  const shown = self.registration.showNotification(said.title, {
    body: said.text,
    tag: said.tag,
    lang: said.language,
    icon: '/pocket/icon-192.png',
    requireInteraction: said.urgent,
    data: { url: said.url, token: said.token },
    actions,
  })
  event.waitUntil(shown.then(() => say('shown', said.token)))
})

self.addEventListener('notificationclick', (event) => {
  const { url, token } = event.notification.data
  event.notification.close()
  event.waitUntil(event.action === 'acknowledge' ? say('acknowledge', token) : open(url))
})

/** A case is opened in the pocket, in the page that is open if one is. */
async function open(url) {
  const number = /\/cases\/(\d+)/.exec(new URL(url, location.origin).pathname)?.[1]
  const to = number ? `${PAGE}case/${number}` : PAGE
  const [page] = await self.clients.matchAll({ type: 'window' })
  if (!page) return self.clients.openWindow(to)
  await page.focus()
  return page.navigate ? page.navigate(to) : page.postMessage({ to })
}
