// The keyset and the root's signature of it (as certificates/keyset.py): an eddsa-jcs-2022 proof.
import {signatureHolds} from './ed25519.js';
import {Unreadable} from './refusal.js';

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const MAX_BYTES = 4_000_000;

// Returns the keyset, or throws Unreadable unless the pinned root signed every byte of it.
export async function loadKeyset(bytes, root) {
  if (bytes.length > MAX_BYTES) {
    throw new Unreadable('too large');
  }
  let document;
  try {
    document = JSON.parse(new TextDecoder('utf-8', {fatal: true}).decode(bytes));
  } catch {
    throw new Unreadable('not JSON');
  }
  if (!await rootSigned(document, root)) {
    throw new Unreadable('not signed by the root');
  }
  if (document.format !== 'acredita-keyset/1') {
    throw new Unreadable('another format');
  }
  return {
    version: document.version,
    verifier: document.verifier,
    validUntil: seconds(document.validUntil),
    issuers: document.issuers,
    centres: document.centres,
    schemes: document.schemes ?? {},
    statusLists: document.statusLists,
    keys: new Map(document.keys.map(entry => [entry.kid, readEntry(entry)])),
  };
}

// Why a signature of that second is not trusted, as a reason code; null when it is.
export function reasonAgainst(entry, second) {
  if (second < entry.validFrom || second > entry.validUntil) {
    return 'key_not_valid_then';
  }
  return second >= entry.endedFrom ? 'key_ended' : null;
}

function readEntry(entry) {
  return {
    ...entry,
    publicKey: fromMultibase(entry.publicKeyMultibase),
    validFrom: seconds(entry.validFrom),
    validUntil: seconds(entry.validUntil),
    endedFrom: entry.endedFrom === undefined ? Infinity : seconds(entry.endedFrom),
  };
}

async function rootSigned(document, root) {
  const {proof, ...unsigned} = document ?? {};
  if (proof?.type !== 'DataIntegrityProof' || proof.cryptosuite !== 'eddsa-jcs-2022' ||
      proof.proofPurpose !== 'assertionMethod' ||
      proof.verificationMethod !== `did:key:${root}#${root}` ||
      typeof proof.proofValue !== 'string' || proof.proofValue[0] !== 'z') {
    return false;
  }
  const {proofValue, ...options} = proof;
  const hashes = await Promise.all([sha256(canonical(options)), sha256(canonical(unsigned))]);
  const message = new Uint8Array(64);
  hashes.forEach((hash, n) => message.set(new Uint8Array(hash), 32 * n));
  const signature = fromBase58(proofValue.slice(1));
  return signature.length === 64 && signatureHolds(fromMultibase(root), signature, message);
}

function sha256(text) {
  return crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
}

// JSON Canonicalization Scheme (RFC 8785); JavaScript's own writing of values is its definition.
function canonical(value) {
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(',')}]`;
  }
  if (value !== null && typeof value === 'object') {
    const names = Object.keys(value).sort();
    return `{${names.map(name => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

function fromMultibase(text) {
  const bytes = fromBase58(text.slice(1));
  if (text[0] !== 'z' || bytes.length !== 34 || bytes[0] !== 0xed || bytes[1] !== 0x01) {
    throw new Unreadable('not an Ed25519 key');
  }
  return bytes.slice(2);
}

function fromBase58(text) {
  let number = 0n;
  for (const character of text.slice(0, 128)) {
    const digit = ALPHABET.indexOf(character);
    if (digit < 0) {
      throw new Unreadable('not base58');
    }
    number = number * 58n + BigInt(digit);
  }
  const bytes = [];
  for (; number > 0n; number >>= 8n) {
    bytes.unshift(Number(number & 255n));
  }
  const zeros = text.length - text.replace(/^1+/, '').length;
  return Uint8Array.from([...Array(zeros).fill(0), ...bytes]);
}

function seconds(text) {
  const time = Date.parse(text) / 1000;
  if (Number.isNaN(time)) {
    throw new Unreadable('not a time');
  }
  return time;
}
