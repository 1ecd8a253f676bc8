// A third verifier, written from docs/certificate-format.md with other people's libraries: OpenSSL's
// Ed25519 and zlib as node has them, jsonld, canonicalize. It shares no line with the other two.
// Usage: node verify.js < vectors.json, writes {name: [state, reason]}.
import {text} from 'node:stream/consumers';
import {readBadge} from './badge.js';
import {Bad} from './cbor.js';
import {Answer, conclude, coseSign1, objection, readKeyset, readList, seconds} from './trust.js';

const vectors = JSON.parse(await text(process.stdin));
const now = seconds(vectors.now);
const BYTES_OF = {3: 1, 5: 2, 8: 3, 10: 4, 13: 5, 15: 6, 17: 7};
const LATEST = 7258118400;

function fromDigits(digits) {
  if(!/^\d+$/.test(digits) || digits.length > 800) {
    throw new Bad('not digits');
  }
  const bytes = digits.match(/.{1,17}/g).flatMap(group => {
    const count = BYTES_OF[group.length], number = BigInt(group);
    if(count === undefined || number >> BigInt(8 * count)) {
      throw new Bad('no group of ours');
    }
    return Array.from({length: count}, (_, n) => Number(number >> BigInt(8 * n) & 255n));
  });
  if(bytes.length > 320) {
    throw new Bad('too long');
  }
  return Buffer.from(bytes);
}

function claimsOf(claims) {
  const place = claims.get(65535)?.get?.(0), subject = claims.get(-65537);
  const uint = (value, most) => Number.isInteger(value) && value >= 0 && value <= most;
  const good = uint(claims.get(4), LATEST) && uint(claims.get(6), LATEST) && ['string', 'undefined'].includes(typeof claims.get(1)) &&
    claims.get(7)?.length === 8 && Buffer.isBuffer(claims.get(7)) &&
    Array.isArray(place) && place.length === 2 && place.every(value => uint(value, 2 ** 32)) &&
    Array.isArray(subject) && subject.length >= 6 && [0, 1, 2, 4].every(n => typeof subject[n] === 'string') &&
    uint(subject[3], 3660) && Buffer.isBuffer(subject[5]) && subject[5].length === 12;
  if(!good) {
    throw new Bad('claims missing');
  }
  return {
    issuer: claims.get(1), centre: subject[4], place, issued: claims.get(6), until: claims.get(4),
    competency: subject[1], level: subject[2]
  };
}

function readQr(scanned, keyset) {
  const [address, digits] = scanned.includes('#') ? scanned.trim().split(/#(.*)/s) : ['', scanned.trim()];
  const {key, claims, good, type} = coseSign1(fromDigits(digits), keyset);
  const told = claimsOf(claims);
  if(type !== undefined) {
    throw new Answer('not_a_certificate', 'other_document');
  }
  if(keyset === null) {
    throw new Answer('not_checked', 'keyset_missing');
  }
  if(key === undefined) {
    throw new Answer('unknown_issuer', 'unknown_key');
  }
  const reasons = [
    !good && 'bad_signature', key.purpose !== 'certificate' && 'wrong_purpose', objection(key, told.issued),
    (![undefined, key.issuer].includes(told.issuer) || !['', key.centre].includes(told.centre)) && 'wrong_authority',
    !['', keyset.verifier].includes(address) && 'wrong_domain'
  ];
  const reason = reasons.find(Boolean);
  if(reason) {
    throw new Answer('forged', reason);
  }
  const scheme = keyset.schemes?.[key.scheme];
  return {
    ...told, competency: told.competency || (scheme?.title ?? null), level: told.level || (scheme?.level ?? null)
  };
}

// What a person reads, in each language: what the code says, or the keyset of the key's scheme.
function shown({competency, level}) {
  const said = (words, language) => typeof words === 'string' ? words : words[language] ?? words.es;
  return Object.fromEntries(['es', 'en', 'fr'].map(one => [one, [said(competency, one), said(level, one)]]));
}

function readJson(written) {
  if(written.length > 65536) {
    throw new Answer('not_a_certificate', 'too_large');
  }
  let document;
  try {
    document = JSON.parse(written);
  } catch {
    throw new Bad('no JSON');
  }
  if(JSON.stringify(document).length < written.replace(/\s(?=(?:[^"\\]|\\.|"(?:[^"\\]|\\.)*")*$)/g, '').length) {
    throw new Bad('a name twice'); // JSON.parse keeps the last of two: then less comes out than went in
  }
  return document;
}

async function answer({text: given, credential, shows}, keyset, lists) {
  try {
    const statement = credential !== undefined || given.trimStart()[0] === '{' ?
      await readBadge(credential ?? readJson(given), keyset) : readQr(given, keyset);
    const verdict = conclude(statement, keyset, lists, now);
    return shows ? [...verdict, shown(statement)] : verdict;
  } catch(error) {
    if(error instanceof Answer) {
      return [error.state, error.reason];
    }
    if(error instanceof Bad) {
      return ['not_a_certificate', 'unreadable'];
    }
    throw error;
  }
}

for(const {name, keyset} of vectors.refused ?? []) {
  let read = null;
  try {
    read = readKeyset(keyset, vectors.root);
  } catch(error) {
    if(!(error instanceof Bad)) {
      throw error;
    }
  }
  if(read !== null) {
    throw new Error(`${name}: this keyset is not the root's`);
  }
}
const sources = {};
for(const [name, {keyset, lists}] of Object.entries(vectors.sources)) {
  const known = keyset && readKeyset(keyset, vectors.root);
  sources[name] = [known, await Promise.all(lists.map(list => readList(list, known)))];
}
const answers = {};
for(const one of vectors.cases) {
  answers[one.name] = await answer(one, ...sources[one.sources]);
}
console.log(JSON.stringify(answers));
