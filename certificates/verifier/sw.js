// Keeps the page, the keyset and the status lists, so that the page checks offline after one visit.
// What is kept is checked like what is fetched: the page verifies every signature itself.
const CACHE = 'acredita-verifier-4';
const PAGE = [
  '/v', '/v/main.js', '/v/verifier.css', '/v/icon.svg', '/v/texts.js', '/v/show.js', '/v/element.js',
  '/v/meaning.js', '/v/sources.js', '/v/verify.js', '/v/claims.js', '/v/cose.js', '/v/cbor.js',
  '/v/digits.js', '/v/sd_jwt.js', '/v/share.js', '/v/keyset.js', '/v/status.js', '/v/schemes.js',
  '/v/ed25519.js', '/v/refusal.js', '/v/file.js', '/v/pdf.js', '/v/scan.js', '/v/scan_worker.js', '/v/vendor/noble-ed25519.js',
  '/v/vendor/qr-decode.js', '/v/config.json',
];
const SCHEMES = '/schemes.cose'; // what certificates stand for: kept when there is one
const PATIENCE = 4000; // ms; a weak link must not keep an employer waiting

addEventListener('install', event => {
  event.waitUntil(install());
});

addEventListener('activate', event => {
  event.waitUntil(Promise.all([clients.claim(), dropOldCaches()]));
});

addEventListener('fetch', event => {
  const {pathname, origin} = new URL(event.request.url);
  const ours = PAGE.includes(pathname) || ['/keyset.json', SCHEMES].includes(pathname) ||
    pathname.startsWith('/status/');
  if (origin === location.origin && event.request.method === 'GET' && ours) {
    event.respondWith(newest(pathname));
  }
});

async function install() {
  const cache = await caches.open(CACHE);
  await cache.addAll([...PAGE, '/keyset.json']);
  const keyset = await (await cache.match('/keyset.json')).json();
  const lists = Object.values(keyset.statusLists).map(one => new URL(one.token).pathname);
  await cache.addAll(lists);
  await cache.add(SCHEMES).catch(() => null);
  await skipWaiting();
}

async function dropOldCaches() {
  const names = await caches.keys();
  await Promise.all(names.filter(name => name !== CACHE).map(name => caches.delete(name)));
}

// From the network while it answers in time, else what was kept; the network's answer is kept.
async function newest(pathname) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(pathname);
  const fetched = fetch(pathname, {credentials: 'omit', cache: 'no-cache'}).then(async answer => {
    if (answer.ok) {
      await cache.put(pathname, answer.clone());
    }
    return answer;
  });
  if (kept === undefined) {
    return fetched;
  }
  const late = new Promise(resolve => setTimeout(resolve, PATIENCE, kept));
  return Promise.race([fetched.then(answer => answer.ok ? answer : kept, () => kept), late]);
}
