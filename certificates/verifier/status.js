// Signed status lists (as certificates/status_token.py and status_lookup.py), two bits a place.
import {decode} from './cbor.js';
import {coseHolds, readCose} from './cose.js';
import {reasonAgainst} from './keyset.js';
import {Unreadable} from './refusal.js';

export const CLOCK_SKEW = 300;

const LIST_SIZE = 131_072;
const RAW_BYTES = LIST_SIZE / 4;
const MAX_BYTES = 65_536;
const CONTENT_TYPE = 'application/statuslist+cwt';
const SUBJECT = 2, EXPIRES = 4, ISSUED = 6, STATUS_LIST = 65533;
const STATES = ['valid', 'withdrawn', 'suspended'];

// Returns one list, or throws Unreadable unless a status key of the keyset signed it.
export async function loadStatus(bytes, keyset) {
  const signed = readCose(bytes, MAX_BYTES);
  const entry = keyset.keys.get(signed.kid);
  if (signed.type !== CONTENT_TYPE || entry?.purpose !== 'status' ||
      !await coseHolds(signed, entry.publicKey)) {
    throw new Unreadable('not signed by a status key');
  }
  const claims = decode(signed.payload);
  const body = claims instanceof Map ? claims.get(STATUS_LIST) : undefined;
  if (!(body instanceof Map) || body.get('bits') !== 2 || !(body.get('lst') instanceof Uint8Array)) {
    throw new Unreadable('not a two-bit list');
  }
  const issuedAt = claims.get(ISSUED), expiresAt = claims.get(EXPIRES);
  if (typeof issuedAt !== 'number' || typeof expiresAt !== 'number' || reasonAgainst(entry, issuedAt)) {
    throw new Unreadable('no dates, or a key that was not in force');
  }
  const places = Object.entries(keyset.statusLists);
  const found = places.find(([, addresses]) => addresses.token === claims.get(SUBJECT));
  if (found === undefined) {
    throw new Unreadable('no list of this keyset');
  }
  return {number: Number(found[0]), issuedAt, expiresAt, raw: await inflate(body.get('lst'))};
}

// What the lists say about a place: {state, reason, checkedAt}; no state when they cannot say.
export function lookUp(lists, number, index, now) {
  const list = lists.find(one => one.number === number);
  if (list === undefined) {
    return {state: null, reason: 'status_missing', checkedAt: null};
  }
  if (index >= LIST_SIZE) {
    return {state: null, reason: 'status_place_unknown', checkedAt: null};
  }
  const state = STATES[list.raw[index >> 2] >> 2 * (index & 3) & 3];
  if (state === 'withdrawn') {
    return {state, reason: 'withdrawn', checkedAt: list.issuedAt};
  }
  if (list.issuedAt > now + CLOCK_SKEW) {
    return {state: null, reason: 'clock_behind', checkedAt: null};
  }
  if (now > list.expiresAt) {
    return {state: null, reason: 'status_stale', checkedAt: list.issuedAt};
  }
  if (state === undefined) {
    return {state: null, reason: 'status_place_unknown', checkedAt: list.issuedAt};
  }
  return {state, reason: state === 'valid' ? 'ok' : state, checkedAt: list.issuedAt};
}

// Inflates a list of the one right size, and stops at the first byte too many.
async function inflate(packed) {
  const raw = new Uint8Array(RAW_BYTES);
  let at = 0;
  try {
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'));
    const reader = stream.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      raw.set(part.value, at); // throws when it does not fit
      at += part.value.length;
    }
  } catch {
    throw new Unreadable('does not decompress to a list');
  }
  if (at !== RAW_BYTES) {
    throw new Unreadable('a list of another size');
  }
  return raw;
}
