// A wallet made of other people's libraries: takes a certificate by OpenID4VCI, checks it, and shows a
// part of it by OpenID4VP. Usage: node wallet.js < {base, real, offer, txCode, request, show}
// `base` is the server's own address and `real` the one it is reached at here. Writes what it got.
import {createHash, generateKeyPairSync, randomBytes, sign, verify, createPublicKey, X509Certificate} from 'node:crypto';
import {text} from 'node:stream/consumers';
import {Openid4vciClient} from '@openid4vc/openid4vci';
import {Openid4vpClient} from '@openid4vc/openid4vp';
import {clientAuthenticationAnonymous, setGlobalConfig} from '@openid4vc/oauth2';
import {SDJwtVcInstance} from '@sd-jwt/sd-jwt-vc';

const {base, real, offer, txCode, request, show} = JSON.parse(await text(process.stdin));
setGlobalConfig({allowInsecureUrls: true});

const {privateKey, publicKey} = generateKeyPairSync('ec', {namedCurve: 'P-256'});
const publicJwk = publicKey.export({format: 'jwk'});
const encoded = value => Buffer.from(JSON.stringify(value)).toString('base64url');
const signed = data => sign('sha256', Buffer.from(data), {key: privateKey, dsaEncoding: 'ieee-p1363'}).toString('base64url');
const hash = (data, algorithm) => new Uint8Array(createHash(algorithm.replace('-', '')).update(data).digest());
const there = url => String(url).replace(base, real);
const fetchThere = (url, options) => fetch(there(url), options);

const callbacks = {
  fetch: fetchThere,
  hash,
  generateRandom: count => new Uint8Array(randomBytes(count)),
  clientAuthentication: clientAuthenticationAnonymous(),
  signJwt: (_, {header, payload}) => {
    const unsigned = `${encoded(header)}.${encoded(payload)}`;
    return {jwt: `${unsigned}.${signed(unsigned)}`, signerJwk: publicJwk};
  },
  verifyJwt: (signer, {compact}) => {
    const [header, payload, signature] = compact.split('.');
    const key = signer.method === 'x5c'
      ? new X509Certificate(Buffer.from(signer.x5c[0], 'base64')).publicKey
      : createPublicKey({key: signer.publicJwk, format: 'jwk'});
    const options = {key, dsaEncoding: 'ieee-p1363'};
    const verified = verify('sha256', Buffer.from(`${header}.${payload}`), options, Buffer.from(signature, 'base64url'));
    return {verified, signerJwk: key.export({format: 'jwk'})};
  },
  getX509CertificateMetadata: certificate => {
    const names = new X509Certificate(Buffer.from(certificate, 'base64')).subjectAltName ?? '';
    const dns = names.split(', ').filter(one => one.startsWith('DNS:')).map(one => one.slice(4));
    return {sanDnsNames: dns, sanUriNames: []};
  },
  encryptJwe: () => { throw new Error('nothing is encrypted here'); },
  decryptJwe: () => { throw new Error('nothing is encrypted here'); },
};

async function take() {
  const client = new Openid4vciClient({callbacks});
  const credentialOffer = await client.resolveCredentialOffer(offer);
  const issuerMetadata = await client.resolveIssuerMetadata(credentialOffer.credential_issuer);
  const {accessTokenResponse} = await client.retrievePreAuthorizedCodeAccessTokenFromOffer({
    credentialOffer, issuerMetadata, txCode,
  });
  const accessToken = accessTokenResponse.access_token;
  const [sdJwtId, badgeId] = credentialOffer.credential_configuration_ids;
  const {c_nonce: nonce} = await client.requestNonce({issuerMetadata});
  const {jwt} = await client.createCredentialRequestJwtProof({
    issuerMetadata,
    credentialConfigurationId: sdJwtId,
    signer: {method: 'jwk', publicJwk, alg: 'ES256'},
    nonce,
  });
  const ask = (credentialConfigurationId, proofs) =>
    client.retrieveCredentials({issuerMetadata, accessToken, credentialConfigurationId, proofs});
  const sdJwt = (await ask(sdJwtId, {jwt: [jwt]})).credentialResponse.credentials[0].credential;
  const badge = (await ask(badgeId, undefined)).credentialResponse.credentials[0].credential;
  return {sdJwt, badge};
}

// Checks signature and status list as @sd-jwt reads them, with the keys of /.well-known/jwt-vc-issuer.
async function sdJwtLibrary() {
  const {jwks} = await (await fetchThere(`${base}/.well-known/jwt-vc-issuer`)).json();
  const ours = (data, signature, kid) => jwks.keys.filter(one => kid === undefined || one.kid === kid)
    .some(jwk => verify(null, Buffer.from(data), createPublicKey({key: jwk, format: 'jwk'}), Buffer.from(signature, 'base64url')));
  return new SDJwtVcInstance({
    hasher: (data, algorithm) => hash(data, algorithm),
    hashAlg: 'sha-256',
    saltGenerator: count => randomBytes(count).toString('base64url'),
    verifier: async (data, signature) => ours(data, signature),
    statusVerifier: async (data, signature) => ours(data, signature),
    statusListFetcher: async uri => (await fetchThere(uri)).text(),
    kbSigner: async data => signed(data),
    kbSignAlg: 'ES256',
    kbVerifier: async (data, signature) => verify('sha256', Buffer.from(data),
      {key: publicKey, dsaEncoding: 'ieee-p1363'}, Buffer.from(signature, 'base64url')),
  });
}

async function present(library, sdJwt, {results}) {
  const client = new Openid4vpClient({callbacks});
  const link = new URL(request);
  const authorizationRequestPayload = client.parseOpenid4vpAuthorizationRequest({authorizationRequest: request}).params;
  const resolved = await client.resolveOpenId4vpAuthorizationRequest({authorizationRequestPayload});
  const payload = resolved.authorizationRequestPayload;
  const every = list => Object.fromEntries(list.map((_, n) => [n, true])); // a list is shown by its places
  const frame = Object.fromEntries(show.map(name => [name, name === 'results' ? every(results) : true]));
  const presentation = await library.present(sdJwt, frame, {
    kb: {payload: {iat: Math.floor(Date.now() / 1000), aud: payload.client_id, nonce: payload.nonce}},
  });
  const {authorizationResponsePayload} = await client.createOpenid4vpAuthorizationResponse({
    authorizationRequestPayload: payload,
    authorizationResponsePayload: {vp_token: {certificate: [presentation]}},
  });
  const {response} = await client.submitOpenid4vpAuthorizationResponse({
    authorizationRequestPayload: payload, authorizationResponsePayload,
  });
  const again = await client.submitOpenid4vpAuthorizationResponse({
    authorizationRequestPayload: payload, authorizationResponsePayload,
  });
  return {
    asked: payload.dcql_query, clientId: link.searchParams.get('client_id'),
    status: response.status, again: again.response.status, presentation,
  };
}

const got = await take();
const library = await sdJwtLibrary();
const checked = await library.verify(got.sdJwt).then(({payload}) => payload, error => ({refused: error.message}));
const presented = request ? await present(library, got.sdJwt, checked) : null;
process.stdout.write(JSON.stringify({...got, checked, presented}));
