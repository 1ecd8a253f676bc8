// COSE_Sign1 with Ed25519 and nothing else (as certificates/cose.py); the algorithm is pinned here.
import {decode, head} from './cbor.js';
import {signatureHolds} from './ed25519.js';
import {Unreadable} from './refusal.js';

const TAG = 0xd2;
const ALGORITHM = 1, KEY_ID = 4, TYPE = 16, EDDSA = -8;
const SIGNATURE_BYTES = 64;

export function readCose(message, maxBytes) {
  if (message.length > maxBytes || message[0] !== TAG) {
    throw new Unreadable('not a COSE_Sign1 message of this kind');
  }
  const parts = decode(message.subarray(1));
  if (!Array.isArray(parts) || parts.length !== 4) {
    throw new Unreadable('not four parts');
  }
  const [protectedHeader, unprotected, payload, signature] = parts;
  const bytes = [protectedHeader, payload, signature].every(part => part instanceof Uint8Array);
  if (!bytes || !(unprotected instanceof Map) || unprotected.size > 0) {
    throw new Unreadable('parts of the wrong kind');
  }
  if (signature.length !== SIGNATURE_BYTES) {
    throw new Unreadable('no Ed25519 signature');
  }
  return {protectedHeader, payload, signature, ...readHeader(protectedHeader)};
}

export function coseHolds(signed, publicKey) {
  return signatureHolds(publicKey, signed.signature, toSign(signed));
}

function readHeader(bytes) {
  const header = decode(bytes);
  const allowed = [ALGORITHM, KEY_ID, TYPE];
  if (!(header instanceof Map) || [...header.keys()].some(label => !allowed.includes(label))) {
    throw new Unreadable('a header certificates do not use');
  }
  const kid = header.get(KEY_ID), type = header.get(TYPE);
  if (header.get(ALGORITHM) !== EDDSA || !(kid instanceof Uint8Array) || kid.some(byte => byte > 127)) {
    throw new Unreadable('not EdDSA, or no key named');
  }
  if (type !== undefined && typeof type !== 'string') {
    throw new Unreadable('a content type that is no text');
  }
  return {kid: String.fromCharCode(...kid), type};
}

// The Sig_structure of RFC 9052: ["Signature1", protected, h'', payload]
function toSign({protectedHeader, payload}) {
  const label = new TextEncoder().encode('Signature1');
  return Uint8Array.from([
    ...head(4, 4),
    ...head(3, label.length), ...label,
    ...head(2, protectedHeader.length), ...protectedHeader,
    ...head(2, 0),
    ...head(2, payload.length), ...payload,
  ]);
}
