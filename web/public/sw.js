// Shows what the city pushes, says that it was shown, and leads to it. One notice has one tag: pushed twice it is shown once.
const WORDS = { zh: { acknowledge: '知道了', open: '打开' }, en: { acknowledge: 'Acknowledge', open: 'Open' } }

const say = (what, token) =>
  fetch(`/api/notices/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  }).catch(() => undefined)

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('push', (event) => {
  const said = event.data.json()
  const words = WORDS[said.language] ?? WORDS.zh
  const actions = [{ action: 'open', title: words.open }]
  if (said.acknowledge) actions.unshift({ action: 'acknowledge', title: words.acknowledge })
  const shown = self.registration.showNotification(said.title, {
    body: said.text,
    tag: said.tag,
    lang: said.language,
    icon: '/assets/mark.svg',
    requireInteraction: said.urgent,
    data: { url: said.url, token: said.token },
    actions,
  })
  event.waitUntil(shown.then(() => say('shown', said.token)))
})

self.addEventListener('notificationclick', (event) => {
  const { url, token } = event.notification.data
  event.notification.close()
  if (event.action === 'acknowledge') event.waitUntil(say('acknowledge', token))
  else event.waitUntil(self.clients.openWindow(url))
})
