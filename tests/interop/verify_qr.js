// Runs the verifier page's own rule over the shared vectors, with the browser's Ed25519 and with the
// fallback. Usage: node verify_qr.js PAGE_FOLDER < qr.json, writes {suite: {name: [state, reason]}}, with
// what is shown in each language where the case says it.
import {text} from 'node:stream/consumers';
import {pathToFileURL} from 'node:url';

const page = name => import(pathToFileURL(`${process.argv[2]}/${name}`));
const {loadKeyset} = await page('keyset.js');
const {loadStatus} = await page('status.js');
const {inLanguage, verify} = await page('verify.js');
const {useFallback} = await page('ed25519.js');

const vectors = JSON.parse(await text(process.stdin));
const now = Date.parse(vectors.now) / 1000;

async function sources({keyset, lists}) {
  if(keyset === null) {
    return {keyset, lists: []};
  }
  const bytes = new TextEncoder().encode(JSON.stringify(keyset));
  const loaded = await loadKeyset(bytes, vectors.root);
  const read = list => loadStatus(new Uint8Array(Buffer.from(list, 'base64url')), loaded);
  return {keyset: loaded, lists: await Promise.all(lists.map(read))};
}

function shown({competency, level}) {
  const said = language => [competency, level].map(text => inLanguage(text, language));
  return Object.fromEntries(['es', 'en', 'fr'].map(language => [language, said(language)]));
}

async function refused({name, keyset}) {
  const bytes = new TextEncoder().encode(JSON.stringify(keyset));
  if(await loadKeyset(bytes, vectors.root).catch(() => null) !== null) {
    throw new Error(`${name}: this keyset is not the root's`);
  }
}

async function answers() {
  await Promise.all((vectors.refused ?? []).map(refused));
  const given = {};
  for(const [name, source] of Object.entries(vectors.sources)) {
    given[name] = await sources(source);
  }
  const told = {};
  for(const one of vectors.cases) {
    const {keyset, lists} = given[one.sources];
    const verdict = await verify(one.text, keyset, lists, now), {state, reason} = verdict;
    told[one.name] = one.shows ? [state, reason, shown(verdict)] : [state, reason];
  }
  return told;
}

const webcrypto = await answers();
useFallback();
const noble = await answers();
console.log(JSON.stringify({webcrypto, noble}));
