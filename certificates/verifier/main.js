// The page: reads the certificate from the address, asks verify.js, and shows one answer.
import {Refusal} from './refusal.js';
import {loadSources} from './sources.js';
import {LANGUAGES, TEXTS} from './texts.js';
import {verify} from './verify.js';

const GLYPHS = {valid: '✓', expired: '!', suspended: '!', not_checked: '?', not_a_certificate: '?'};
const LANGUAGE = 'acredita.language';
const $ = id => document.getElementById(id);

let language = preferredLanguage();
let verdict = null;

function preferredLanguage() {
  const wanted = [localStorage.getItem(LANGUAGE), ...navigator.languages.map(one => one.slice(0, 2))];
  return wanted.find(one => LANGUAGES.includes(one)) ?? 'es';
}

async function check(text) {
  const {keyset, lists, refusal} = await sources();
  verdict = await verify(text, keyset, lists, Date.now() / 1000);
  if (refusal !== null && verdict.state === refusal.state) {
    verdict = {state: refusal.state, reason: refusal.reason};
  }
  show();
}

// What there is to check with; without it the answer is why not, unless the text is no certificate.
async function sources() {
  try {
    return {...await loadSources(), refusal: null};
  } catch (error) {
    if (error instanceof Refusal) {
      return {keyset: null, lists: [], refusal: error};
    }
    throw error;
  }
}

function show() {
  const texts = TEXTS[language];
  document.documentElement.lang = language;
  document.title = verdict === null ? texts.title : `${texts.states[verdict.state]} · ${texts.title}`;
  for (const element of document.querySelectorAll('[data-text]')) {
    element.textContent = texts[element.dataset.text];
  }
  for (const button of document.querySelectorAll('[data-language]')) {
    button.setAttribute('aria-pressed', String(button.dataset.language === language));
  }
  $('verdict').hidden = verdict === null;
  $('ask').hidden = location.hash.length > 1;
  if (verdict !== null) {
    showVerdict(texts);
  }
}

function showVerdict(texts) {
  $('verdict').dataset.state = verdict.state;
  $('verdict').dataset.reason = verdict.reason;
  $('glyph').textContent = GLYPHS[verdict.state] ?? '✕';
  $('state').textContent = texts.states[verdict.state];
  $('reason').textContent = texts.reasons[verdict.reason];
  const known = verdict.holderName !== undefined;
  $('holder').hidden = !known;
  $('age').textContent = known ? ageText(texts) : '';
  $('name').textContent = verdict.holderName ?? '';
  $('competency').textContent = verdict.competency ?? '';
  $('details').replaceChildren(...(known ? details(texts) : []));
}

function details(texts) {
  const rows = [
    [texts.level, verdict.level],
    [texts.organisation, verdict.organisationName],
    [texts.centre, verdict.centreName ?? verdict.centre],
    [texts.assessed, day(Date.parse(verdict.assessedOn))],
    [texts.issued, day(verdict.issuedAt * 1000)],
    [texts.expires, day(verdict.expiresAt * 1000)],
    [texts.number, verdict.certificateId],
  ];
  return rows.flatMap(([label, value]) => [element('dt', label), element('dd', value)]);
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function day(milliseconds) {
  const options = {dateStyle: 'medium', timeZone: 'UTC'};
  return new Intl.DateTimeFormat(language, options).format(milliseconds);
}

function ageText(texts) {
  if (verdict.statusCheckedAt === null) {
    return texts.age_none;
  }
  const date = new Intl.DateTimeFormat(language, {dateStyle: 'medium', timeStyle: 'short'})
    .format(verdict.statusCheckedAt * 1000);
  return texts.age.replace('{ago}', ago(verdict.statusAge)).replace('{date}', date);
}

function ago(seconds) {
  const relative = new Intl.RelativeTimeFormat(language, {numeric: 'auto'});
  if (seconds >= 172_800) {
    return relative.format(-Math.floor(seconds / 86_400), 'day');
  }
  if (seconds >= 3600) {
    return relative.format(-Math.floor(seconds / 3600), 'hour');
  }
  return relative.format(-Math.floor(seconds / 60), 'minute');
}

function start() {
  for (const button of document.querySelectorAll('[data-language]')) {
    button.addEventListener('click', () => {
      language = button.dataset.language;
      localStorage.setItem(LANGUAGE, language);
      show();
    });
  }
  $('print').addEventListener('click', () => print());
  $('paste').addEventListener('submit', event => {
    event.preventDefault();
    check($('link').value);
  });
  addEventListener('hashchange', open);
  open();
  navigator.serviceWorker?.register('/v/sw.js', {scope: '/v'});
}

function open() {
  verdict = null;
  show();
  if (location.hash.length > 1) {
    check(location.hash);
  }
}

start();
