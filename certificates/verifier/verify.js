// Is this certificate good? The rule of certificates/verify.py; shared vectors hold both together.
import {readClaims} from './claims.js';
import {coseHolds, readCose} from './cose.js';
import {fromDigits} from './digits.js';
import {reasonAgainst} from './keyset.js';
import {Refusal, Unreadable} from './refusal.js';
import {isSdJwt, readSdJwt} from './sd_jwt.js';
import {CLOCK_SKEW, lookUp} from './status.js';

const MAX_COSE_BYTES = 320;

// `text` is the QR's text or only what follows its #; `now` in seconds. Never throws for a text.
export async function verify(text, keyset, lists, now) {
  const [address, body] = split(text);
  try {
    const statement = isSdJwt(body) ? await readSdJwt(body, keyset) : await readQr(body, keyset);
    if (address !== '' && address !== keyset.verifier) {
      throw new Refusal('forged', 'wrong_domain');
    }
    return {...judge(statement, keyset, lists, now), shown: isSdJwt(body) ? body : undefined};
  } catch (error) {
    if (error instanceof Refusal) {
      return {state: error.state, reason: error.reason};
    }
    throw error;
  }
}

function split(text) {
  const trimmed = text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
  const mark = trimmed.indexOf('#');
  return mark < 0 ? ['', trimmed] : [trimmed.slice(0, mark), trimmed.slice(mark + 1)];
}

async function readQr(digits, keyset) {
  const cose = readable(() => fromDigits(digits, MAX_COSE_BYTES));
  const signed = readable(() => readCose(cose, MAX_COSE_BYTES));
  const claims = readable(() => readClaims(signed.payload));
  if (signed.type !== undefined) {
    throw new Refusal('not_a_certificate', 'other_document');
  }
  if (keyset === null) {
    throw new Refusal('not_checked', 'keyset_missing');
  }
  const entry = keyset.keys.get(signed.kid);
  if (entry === undefined) {
    throw new Refusal('unknown_issuer', 'unknown_key');
  }
  if (!await coseHolds(signed, entry.publicKey)) {
    throw new Refusal('forged', 'bad_signature');
  }
  if (entry.purpose !== 'certificate') {
    throw new Refusal('forged', 'wrong_purpose');
  }
  const reason = reasonAgainst(entry, claims.issuedAt);
  if (reason !== null) {
    throw new Refusal('forged', reason);
  }
  const {issuer, centre, scheme} = entry;
  if (![undefined, issuer].includes(claims.issuer) || !['', centre].includes(claims.centre)) {
    throw new Refusal('forged', 'wrong_authority');
  }
  const titled = keyset.schemes[scheme]; // what the code leaves out; null when nobody says it
  return {
    ...claims, issuer, centre, scheme,
    competency: claims.competency || (titled?.title ?? null), level: claims.level || (titled?.level ?? null),
  };
}

function judge(statement, keyset, lists, now) {
  const answer = lookUp(lists, statement.statusList, statement.statusIndex, now);
  return {
    ...conclude(statement, keyset, answer, now),
    ...statement,
    centreName: keyset.centres[statement.centre],
    organisationName: keyset.issuers[statement.issuer],
    statusCheckedAt: answer.checkedAt,
    statusAge: answer.checkedAt === null ? null : Math.max(0, Math.floor(now - answer.checkedAt)),
  };
}

// A text of the certificate in the reader's language, where the keyset gives it in several.
export function inLanguage(text, language) {
  return typeof text === 'object' ? text?.[language] ?? text?.es : text;
}

function conclude(statement, keyset, answer, now) {
  if (answer.state === 'withdrawn') {
    return {state: 'withdrawn', reason: 'withdrawn'};
  }
  if (now > statement.expiresAt) {
    return {state: 'expired', reason: 'expired'};
  }
  if (now > keyset.validUntil) {
    return {state: 'not_checked', reason: 'keyset_expired'};
  }
  if (statement.competency === null || statement.level === null) {
    return {state: 'not_checked', reason: 'title_missing'};
  }
  if (statement.issuedAt > now + CLOCK_SKEW) {
    return {state: 'not_checked', reason: 'clock_behind'};
  }
  return {state: answer.state ?? 'not_checked', reason: answer.reason};
}

function readable(read) {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unreadable) {
      throw new Refusal('not_a_certificate', 'unreadable');
    }
    throw error;
  }
}
