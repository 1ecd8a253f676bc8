// What a certificate's signed payload says (as certificates/cwt.py). Unknown claims are passed over.
import {decode} from './cbor.js';
import {Unreadable} from './refusal.js';

const ISSUER = 1, EXPIRES = 4, ISSUED = 6, CERTIFICATE_ID = 7, STATUS = 65535, SUBJECT = -65537;
const LATEST = Date.UTC(2200, 0, 1) / 1000;
const MOST_DAYS = 3660;

export function readClaims(payload) {
  const claims = decode(payload);
  if (!(claims instanceof Map)) {
    throw new Unreadable('no claims');
  }
  const place = claims.get(STATUS) instanceof Map ? claims.get(STATUS).get(0) : undefined;
  const subject = claims.get(SUBJECT);
  if (!Array.isArray(place) || place.length !== 2 || !Array.isArray(subject) || subject.length < 6) {
    throw new Unreadable('no status place, or no subject');
  }
  const [name, competency, level, days, centre, seal] = subject;
  const issuedAt = number(claims.get(ISSUED), LATEST);
  const assessed = new Date(issuedAt * 1000);
  assessed.setUTCDate(assessed.getUTCDate() - number(days, MOST_DAYS));
  return {
    issuer: claims.has(ISSUER) ? text(claims.get(ISSUER)) : undefined, // the key's
    expiresAt: number(claims.get(EXPIRES), LATEST),
    issuedAt,
    certificateId: hex(claims.get(CERTIFICATE_ID), 8).toUpperCase().match(/.{4}/g).join('-'),
    statusList: number(place[0], 2 ** 32),
    statusIndex: number(place[1], 2 ** 32),
    holderName: text(name),
    competency: text(competency),
    level: text(level),
    assessedOn: assessed.toISOString().slice(0, 10),
    centre: text(centre),
    sealDigest: hex(seal, 12),
  };
}

function number(value, most) {
  if (typeof value !== 'number' || value < 0 || value > most) {
    throw new Unreadable('something else where a number belongs');
  }
  return value;
}

function text(value) {
  if (typeof value !== 'string') {
    throw new Unreadable('something else where a text belongs');
  }
  return value;
}

function hex(value, length) {
  if (!(value instanceof Uint8Array) || value.length !== length) {
    throw new Unreadable('something else where bytes belong');
  }
  return [...value].map(byte => byte.toString(16).padStart(2, '0')).join('');
}
