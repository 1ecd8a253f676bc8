// What each scheme's certificates stand for: the list the issuer publishes whole and signs with a
// status key (as certificates/scheme_sheets.py). Without it the page checks all the same.
import {coseHolds, readCose} from './cose.js';
import {reasonAgainst} from './keyset.js';
import {Unreadable} from './refusal.js';

const MAX_BYTES = 1_000_000;
const CONTENT_TYPE = 'application/acredita-schemes+json';

// Returns {CODE: {title, level, units, tests, …}}, or throws Unreadable.
export async function loadSchemes(bytes, keyset) {
  const signed = readCose(bytes, MAX_BYTES);
  const entry = keyset.keys.get(signed.kid);
  if (signed.type !== CONTENT_TYPE || entry?.purpose !== 'status' ||
      !await coseHolds(signed, entry.publicKey)) {
    throw new Unreadable('not signed by a status key');
  }
  const {issued, schemes} = JSON.parse(new TextDecoder().decode(signed.payload));
  if (reasonAgainst(entry, Date.parse(issued) / 1000) !== null) {
    throw new Unreadable('signed when the key was not in force');
  }
  return schemes;
}
