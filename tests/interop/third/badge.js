// Section 2 of docs/certificate-format.md: the Open Badge, its closed shape first.
import {Answer, objection, proofHolds, seconds} from './trust.js';

const VC = 'https://www.w3.org/ns/credentials/v2';
const OB = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json';
const EXT = 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json';
const SCHEMA = 'https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json';

const text = value => typeof value === 'string' && value !== '' && [...value].length <= 4000 &&
  !/[\x00-\x09\x0b-\x1f\x7f]/.test(value);
const address = value => typeof value === 'string' && [...value].length <= 300 &&
  /^(https?:\/\/|urn:|ni:|did:)/.test(value);
const moment = value => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value) && !Number.isNaN(seconds(value));
const day = value => moment(value) && value.endsWith('T00:00:00Z') &&
  new Date(value).toISOString().slice(0, 10) === value.slice(0, 10);
const exactly = wanted => value => JSON.stringify(value) === JSON.stringify(wanted);
const oneOf = (...wanted) => value => wanted.includes(value);
const list = (shape, least, most) => value =>
  Array.isArray(value) && value.length >= least && value.length <= most && value.every(shape);

// All names and no others; a name with ? may be missing.
function closed(names) {
  return value => value !== null && typeof value === 'object' && !Array.isArray(value) &&
    Object.keys(value).every(name => name in names || `?${name}` in names) &&
    Object.entries(names).every(([name, shape]) => name[0] === '?' ?
      value[name.slice(1)] === undefined || shape(value[name.slice(1)]) : shape(value[name]));
}

const profile = closed({id: address, type: exactly(['Profile']), name: text, '?url': address});
const proof = closed({
  type: exactly('DataIntegrityProof'), cryptosuite: exactly('eddsa-rdfc-2022'), created: moment,
  verificationMethod: address, proofPurpose: exactly('assertionMethod'), proofValue: text
});
const achievement = closed({
  id: address, type: exactly(['Achievement']), achievementType: exactly('Certification'), name: text,
  description: text, image: closed({id: address, type: exactly('Image'), caption: text}),
  criteria: closed({narrative: text}), humanCode: text, inLanguage: oneOf('es', 'en', 'fr'), '?version': text,
  resultDescription: list(closed({
    id: address, type: exactly(['ResultDescription']), name: text, resultType: oneOf('Result', 'PerformanceLevel')
  }), 0, 64),
  '?alignment': list(closed({
    type: exactly(['Alignment']), targetName: text, targetUrl: address, targetFramework: text, '?targetCode': text
  }), 0, 16)
});
const subject = closed({
  type: exactly(['AchievementSubject']), achievement, source: profile, activityEndDate: day, licenseNumber: text,
  identifier: list(closed({
    type: exactly('IdentityObject'), identityHash: text, identityType: exactly('name'), hashed: oneOf(true, false)
  }), 1, 1),
  result: list(closed({type: exactly(['Result']), resultDescription: address, value: text}), 0, 64)
});
const endorsement = closed({
  '@context': list(text, 2, 2), id: address, type: exactly(['VerifiableCredential', 'EndorsementCredential']),
  name: text, issuer: profile, validFrom: text, validUntil: text, proof,
  credentialSubject: closed({id: address, type: exactly(['EndorsementSubject']), '?endorsementComment': text})
});
const badgeShape = closed({
  '@context': exactly([VC, OB, EXT]), id: address, type: exactly(['VerifiableCredential', 'OpenBadgeCredential']),
  name: text, description: text, issuer: profile, validFrom: moment, validUntil: moment, awardedDate: moment,
  credentialSubject: subject, proof,
  evidence: list(closed({id: value => /^ni:\/\/\/sha-256;[\w-]{43}$/.test(value), type: exactly(['Evidence']), name: text}), 1, 1),
  credentialStatus: closed({
    id: address, type: exactly('BitstringStatusListEntry'), statusPurpose: exactly('suspension'),
    statusListIndex: value => typeof value === 'string' && /^(0|[1-9]\d{0,8})$/.test(value),
    statusListCredential: address
  }),
  credentialSchema: exactly([{id: SCHEMA, type: '1EdTechJsonSchemaValidator2019'}]),
  '?refreshService': closed({id: address, type: exactly('1EdTechCredentialRefresh')}),
  '?endorsement': list(endorsement, 0, 4)
});

export async function readBadge(badge, keyset) {
  if(!Array.isArray(badge.type) || !badge.type.some(oneOf('OpenBadgeCredential', 'AchievementCredential'))) {
    throw new Answer('not_a_certificate', 'other_document');
  }
  if(keyset === null) {
    throw new Answer('not_checked', 'keyset_missing');
  }
  if(badge.issuer?.id !== keyset.id) {
    throw new Answer('unknown_issuer', 'unknown_issuer');
  }
  const method = badge.proof?.verificationMethod;
  const key = [...keyset.byKid.values()].find(one => method === `${keyset.id}#${one.kid}`);
  if(key === undefined || key.purpose === 'endorsement') {
    throw new Answer('unknown_issuer', 'unknown_key');
  }
  const place = shaped(badge, keyset);
  refuse(!await proofHolds(badge, key), 'bad_signature');
  refuse(key.purpose !== 'certificate', 'wrong_purpose');
  const issued = seconds(badge.validFrom), against = objection(key, issued);
  refuse(against !== null, against);
  refuse(!ours(badge, key, keyset), 'wrong_authority');
  const endorsed = badge.endorsement ?? [];
  refuse(new Set(endorsed.map(one => one.issuer.id)).size !== endorsed.length, 'bad_endorsement');
  for(const one of endorsed) {
    refuse(!await endorses(one, badge, keyset), 'bad_endorsement');
  }
  return {place, issued, until: seconds(badge.validUntil)};
}

function refuse(condition, reason) {
  if(condition) {
    throw new Answer('forged', reason);
  }
}

// The closed shape, what must agree inside it, and the place in a list of the keyset.
function shaped(badge, keyset) {
  const whole = badgeShape(badge);
  const results = whole ? badge.credentialSubject.result.map(one => one.resultDescription) : [];
  const descriptions = whole ? badge.credentialSubject.achievement.resultDescription.map(one => one.id) : [];
  const list = Object.entries(keyset.statusLists)
    .find(([, forms]) => forms.suspension === badge.credentialStatus?.statusListCredential);
  refuse(!whole || new Set(descriptions).size !== descriptions.length ||
    JSON.stringify(results) !== JSON.stringify(descriptions) || !results[0]?.endsWith('#level') ||
    badge.proof.created !== badge.validFrom || badge.awardedDate !== badge.validFrom || !list, 'malformed');
  return [Number(list[0]), Number(badge.credentialStatus.statusListIndex)];
}

function ours(badge, key, keyset) {
  const host = keyset.id.slice(0, -'/keyset.json'.length), {credentialSubject: about} = badge;
  const scheme = `${host}/schemes/${key.scheme}`;
  return badge.id === `${host}/certificates/${about.licenseNumber}` &&
    badge.issuer.name === keyset.issuers[key.issuer] &&
    about.source.id === `${host}/centres/${key.centre}` &&
    about.achievement.id === scheme && about.achievement.image.id === `${scheme}.png` &&
    (badge.refreshService?.id ?? `${host}/refresh/${about.licenseNumber}/`)
      .startsWith(`${host}/refresh/${about.licenseNumber}/`);
}

async function endorses(one, badge, keyset) {
  const method = one.proof.verificationMethod, did = method.split('#')[0];
  const key = [...keyset.byKid.values()].find(key => key.purpose === 'endorsement' &&
    method === `did:key:${key.publicKeyMultibase}#${key.publicKeyMultibase}`);
  const host = keyset.id.slice(0, -'/keyset.json'.length);
  return key !== undefined && JSON.stringify(one['@context']) === JSON.stringify([VC, OB]) &&
    one.issuer.id === did && one.issuer.name === keyset.issuers[key.issuer] &&
    (key.scheme === undefined || badge.credentialSubject.achievement.id === `${host}/schemes/${key.scheme}`) &&
    one.credentialSubject.id === badge.id && one.validFrom === badge.validFrom &&
    one.validUntil === badge.validUntil && objection(key, seconds(one.validFrom)) === null &&
    await proofHolds(one, key);
}
