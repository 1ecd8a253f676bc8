// A wallet's certificate, shown in part (as certificates/sd_jwt.py and verify_sd_jwt.py).
import {signatureHolds} from './ed25519.js';
import {reasonAgainst} from './keyset.js';
import {Refusal, Unreadable} from './refusal.js';

const MAX_TEXT = 49_152;
const MAX_DISCLOSURES = 64;
const LATEST = Date.UTC(2200, 0, 1) / 1000;
const CLAIMS = ['name', 'competency', 'level', 'scheme', 'scheme_name', 'centre', 'assessed_on',
  'certificate_id', 'seal_digest', 'criteria', 'birthdate'];

export function isSdJwt(text) {
  return text.includes('~');
}

// The statement that verify.js judges, with `results`; throws Refusal.
export async function readSdJwt(text, keyset) {
  const parts = unreadableAs('not_a_certificate', 'unreadable', () => takeApart(text));
  const {header, signed, signature} = parts;
  if (Object.keys(header).sort().join() !== 'alg,kid,typ' || header.typ !== 'dc+sd-jwt' ||
      typeof header.kid !== 'string') {
    throw new Refusal('not_a_certificate', 'other_document');
  }
  if (keyset === null) {
    throw new Refusal('not_checked', 'keyset_missing');
  }
  const entry = keyset.keys.get(header.kid);
  if (entry === undefined) {
    throw new Refusal('unknown_issuer', 'unknown_key');
  }
  if (header.alg !== 'EdDSA' || !await signatureHolds(entry.publicKey, signature, signed)) {
    throw new Refusal('forged', 'bad_signature');
  }
  if (entry.purpose !== 'wallet') {
    throw new Refusal('forged', 'wrong_purpose');
  }
  const digests = await Promise.all(parts.disclosures.map(digest));
  const {claims, statement, signedAt} = unreadableAs('forged', 'malformed', () => {
    const told = disclosed(parts.claims, parts.disclosures, digests);
    return {claims: told, statement: statementOf(told, keyset), signedAt: whole(told.iat, LATEST)};
  });
  const reason = reasonAgainst(entry, signedAt);
  if (reason !== null) {
    throw new Refusal('forged', reason);
  }
  const base = keyset.verifier.slice(0, -2);
  if (claims.iss !== base || claims.vct !== `${base}/vct/competence` ||
      claims.organisation !== entry.issuer) {
    throw new Refusal('forged', 'wrong_authority');
  }
  return {...statement, issuer: entry.issuer};
}

// The names of what a text discloses; "results" stands for all results.
export function namesIn(text) {
  return new Set(text.split('~').slice(1, -1).map(nameOf));
}

// The same certificate showing only these names (as choose() in certificates/sd_jwt.py).
export function chosenOnly(text, names) {
  const [jws, ...disclosures] = text.split('~');
  return [jws, ...disclosures.slice(0, -1).filter(one => names.includes(nameOf(one))), ''].join('~');
}

function nameOf(disclosure) {
  const value = readDisclosure(disclosure);
  return value.length === 3 ? value[1] : 'results';
}

function takeApart(text) {
  if (text.length > MAX_TEXT) {
    throw new Unreadable('too long');
  }
  const [jws, ...disclosures] = text.split('~');
  const parts = jws.split('.');
  if (parts.length !== 3 || jws.length > 32_768 || disclosures.length > MAX_DISCLOSURES) {
    throw new Unreadable('not an SD-JWT');
  }
  return {
    header: object(parts[0]),
    claims: object(parts[1]),
    signature: fromBase64url(parts[2]),
    signed: new TextEncoder().encode(`${parts[0]}.${parts[1]}`),
    disclosures: disclosures.slice(0, -1),
  };
}

function disclosed(signed, disclosures, digests) {
  const left = new Map(digests.map((one, n) => [one, readDisclosure(disclosures[n])]));
  const {_sd: named = [], _sd_alg: hash, ...claims} = signed;
  const listed = claims.results ?? [];
  if (left.size !== digests.length || hash !== 'sha-256' || !Array.isArray(named) ||
      named.some(one => typeof one !== 'string') || !Array.isArray(listed)) {
    throw new Unreadable('disclosures of another kind');
  }
  for (const one of named) {
    const value = take(left, one);
    if (value !== undefined) {
      if (value.length !== 3 || Object.hasOwn(claims, value[1]) || !CLAIMS.includes(value[1])) {
        throw new Unreadable('a place that is not its own');
      }
      claims[value[1]] = value[2];
    }
  }
  const results = [];
  for (const place of listed) {
    const value = take(left, isObject(place) ? place['...'] : undefined);
    if (value !== undefined) {
      if (value.length !== 2 || !isObject(value[1])) {
        throw new Unreadable('a place that is not its own');
      }
      results.push(value[1]);
    }
  }
  if (left.size > 0) {
    throw new Unreadable('a disclosure that nobody signed');
  }
  return {...claims, results};
}

function take(left, key) {
  const value = left.get(key);
  left.delete(key);
  return value;
}

function readDisclosure(text) {
  const value = json(text);
  const named = Array.isArray(value) && [2, 3].includes(value.length) &&
    typeof value[0] === 'string' && typeof value[value.length - 2] === 'string';
  if (!named) {
    throw new Unreadable('not salt, name and value');
  }
  return value;
}

function statementOf(claims, keyset) {
  const place = claims.status?.status_list;
  const base = keyset.verifier.slice(0, -2);
  const number = Object.keys(keyset.statusLists).find(one => place?.uri === `${base}/status/${one}.jwt`);
  if (number === undefined) {
    throw new Unreadable('no status list of the issuer');
  }
  const shown = name => {
    const value = claims[name] ?? '';
    if (typeof value !== 'string') {
      throw new Unreadable('something else than a text');
    }
    return value === '' ? undefined : value;
  };
  CLAIMS.forEach(shown);
  return {
    issuedAt: whole(claims.nbf, LATEST),
    expiresAt: whole(claims.exp, LATEST),
    statusList: Number(number),
    statusIndex: whole(place.idx, 2 ** 32 - 1),
    certificateId: shown('certificate_id'),
    holderName: shown('name') ?? '',
    competency: shown('competency') ?? '',
    level: shown('level'),
    assessedOn: shown('assessed_on'),
    centre: Object.keys(keyset.centres).find(code => keyset.centres[code] === claims.centre),
    scheme: shown('scheme'),
    results: claims.results,
  };
}

function whole(value, most) {
  if (!Number.isInteger(value) || value < 0 || value > most) {
    throw new Unreadable('something else where a number belongs');
  }
  return value;
}

async function digest(text) {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return toBase64url(new Uint8Array(hash));
}

function object(text) {
  const value = json(text);
  if (!isObject(value)) {
    throw new Unreadable('not a JSON object');
  }
  return value;
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// JSON in which no name stands twice: it must come out of the parser as long as it went in.
function json(text) {
  const written = decoded(text);
  let value;
  try {
    value = JSON.parse(written);
  } catch {
    throw new Unreadable('not JSON');
  }
  if (names(written) !== countNames(value)) {
    throw new Unreadable('a name is given twice');
  }
  return value;
}

// How many members the text writes: colons outside of strings.
function names(written) {
  return (written.replace(/"(?:[^"\\]|\\.)*"/g, '').match(/:/g) ?? []).length;
}

function countNames(value) {
  if (typeof value !== 'object' || value === null) {
    return 0;
  }
  const inner = Object.values(value).reduce((sum, one) => sum + countNames(one), 0);
  return inner + (Array.isArray(value) ? 0 : Object.keys(value).length);
}

function decoded(text) {
  try {
    return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(fromBase64url(text));
  } catch (error) {
    throw error instanceof Unreadable ? error : new Unreadable('text that is not UTF-8');
  }
}

function fromBase64url(text) {
  let bytes;
  try {
    bytes = Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), one => one.charCodeAt(0));
  } catch {
    throw new Unreadable('not base64url');
  }
  if (toBase64url(bytes) !== text) {
    throw new Unreadable('not canonical base64url');
  }
  return bytes;
}

function toBase64url(bytes) {
  const text = btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''));
  return text.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

function unreadableAs(state, reason, read) {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unreadable) {
      throw new Refusal(state, reason);
    }
    throw error;
  }
}
