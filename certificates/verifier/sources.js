// Where the page gets what it checks with: its own origin, by whole lists, signed and never older
// than what this browser has already seen.
import {loadKeyset} from './keyset.js';
import {Refusal, Unreadable} from './refusal.js';
import {loadSchemes} from './schemes.js';
import {loadStatus} from './status.js';

const SEEN = 'acredita.seen';

// Returns {keyset, lists, schemes}; throws Refusal('not_checked', …) when there is nothing to check with.
export async function loadSources() {
  if (!globalThis.crypto?.subtle) {
    throw new Refusal('not_checked', 'insecure');
  }
  const config = await (await get('/v/config.json')).json();
  const keyset = await trustedKeyset(await bytesOf('/keyset.json'), config.root);
  if (keyset.verifier !== `${location.origin}/v`) {
    throw new Refusal('not_checked', 'wrong_host');
  }
  remember('keyset', keyset.version, 'keyset_rolled_back');
  const addresses = Object.values(keyset.statusLists).map(one => new URL(one.token).pathname);
  const lists = await Promise.all(addresses.map(path => trustedList(path, keyset)));
  const schemes = await knownSchemes(keyset);
  return {keyset, lists: lists.filter(list => list !== null), schemes};
}

async function trustedKeyset(bytes, root) {
  try {
    return await loadKeyset(bytes, root);
  } catch (error) {
    if (error instanceof Unreadable) {
      throw new Refusal('not_checked', 'keyset_refused');
    }
    throw error;
  }
}

// A list that cannot be had, does not hold or was rolled back is no list: then nothing is green.
async function trustedList(path, keyset) {
  try {
    const list = await loadStatus(await bytesOf(path), keyset);
    remember(`status ${list.number}`, list.issuedAt, 'status_stale');
    return list;
  } catch (error) {
    if (error instanceof Unreadable || error instanceof Refusal) {
      return null;
    }
    throw error;
  }
}

// What certificates stand for; a page without it says less and checks as much.
async function knownSchemes(keyset) {
  try {
    return await loadSchemes(await bytesOf('/schemes.cose'), keyset);
  } catch (error) {
    if (error instanceof Unreadable || error instanceof Refusal || error instanceof SyntaxError) {
      return {};
    }
    throw error;
  }
}

async function bytesOf(path) {
  return new Uint8Array(await (await get(path)).arrayBuffer());
}

async function get(path) {
  const answer = await fetch(path, {credentials: 'omit', cache: 'no-cache'}).catch(() => null);
  if (!answer?.ok) {
    throw new Refusal('not_checked', 'keyset_missing');
  }
  return answer;
}

// Refuses a number lower than the highest seen under this name.
function remember(name, number, reason) {
  const seen = JSON.parse(localStorage.getItem(SEEN) ?? '{}');
  if (number < (seen[name] ?? 0)) {
    throw new Refusal('not_checked', reason);
  }
  localStorage.setItem(SEEN, JSON.stringify({...seen, [name]: number}));
}
