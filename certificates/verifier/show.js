// Writes what the page knows onto the page, in one language. Everything is text, nothing is markup.
import {element} from './element.js';
import {meaningOf} from './meaning.js';
import {sharing} from './share.js';
import {TEXTS} from './texts.js';
import {inLanguage} from './verify.js';

const GLYPHS = {valid: '✓', expired: '!', suspended: '!', not_checked: '?', not_a_certificate: '?'};
const $ = id => document.getElementById(id);

// `page` is {language, verdict or null, known or null, hint, busy}.
export function show(page) {
  const {language, verdict} = page;
  const texts = TEXTS[language];
  document.documentElement.lang = language;
  document.title = verdict === null ? texts.title : `${texts.states[verdict.state]} · ${texts.title}`;
  for (const element of document.querySelectorAll('[data-text]')) {
    element.textContent = texts[element.dataset.text];
  }
  for (const button of document.querySelectorAll('[data-language]')) {
    button.setAttribute('aria-pressed', String(button.dataset.language === language));
  }
  $('hint').textContent = texts.hints[page.hint] ?? '';
  $('hint').dataset.hint = page.hint;
  $('wait').hidden = !page.busy;
  $('verdict').hidden = verdict === null || page.busy;
  $('ask').hidden = verdict !== null || page.busy;
  $('ready').textContent = readyText(page.known, texts, language);
  if (verdict !== null) {
    showVerdict(verdict, texts, language);
  }
}

// A voice of the phone's own: some browsers send the text of others to a company.
export function voiceFor(language) {
  const voices = globalThis.speechSynthesis?.getVoices() ?? [];
  return voices.find(voice => voice.localService && voice.lang.startsWith(language)) ?? null;
}

function showVerdict(verdict, texts, language) {
  $('verdict').dataset.state = verdict.state;
  $('verdict').dataset.reason = verdict.reason;
  $('glyph').textContent = GLYPHS[verdict.state] ?? '✕';
  $('state').textContent = texts.states[verdict.state];
  $('reason').textContent = texts.reasons[verdict.reason];
  const known = verdict.holderName !== undefined;
  $('holder').hidden = !known;
  $('age').textContent = known ? ageText(verdict, texts, language) : '';
  $('name').textContent = verdict.holderName === '' ? texts.unnamed : verdict.holderName ?? '';
  $('competency').textContent = inLanguage(verdict.competency, language) ?? '';
  $('details').replaceChildren(...(known ? details(verdict, texts, language) : []));
  const meaning = known ? meaningOf(verdict, texts, language) : [];
  $('meaning').hidden = meaning.length === 0;
  $('meaning-body').replaceChildren(...meaning);
  const share = verdict.shown ? sharing(verdict.shown, location.origin + location.pathname, texts) : [];
  $('share').hidden = share.length === 0;
  $('share-body').replaceChildren(...share);
  $('listen').hidden = voiceFor(language) === null;
  $('printed').textContent = texts.printed
    .replace('{date}', moment(verdict.checkedAt, language)).replace('{address}', location.host + location.pathname);
}

function details(verdict, texts, language) {
  const rows = [
    [texts.level, inLanguage(verdict.level, language)],
    [texts.organisation, verdict.organisationName],
    [texts.centre, verdict.centreName ?? verdict.centre],
    [texts.assessed, verdict.assessedOn && day(Date.parse(verdict.assessedOn), language)],
    [texts.issued, day(verdict.issuedAt * 1000, language)],
    [texts.expires, day(verdict.expiresAt * 1000, language)],
    [texts.number, verdict.certificateId],
  ];
  return rows.filter(([, value]) => value)
    .flatMap(([label, value]) => [element('dt', label), element('dd', value)]);
}

function readyText(known, texts, language) {
  if (known === null) {
    return '';
  }
  if (known.refusal !== null) {
    return texts.reasons[known.refusal.reason];
  }
  const now = Date.now() / 1000;
  const inDate = known.lists.filter(list => now <= list.expiresAt);
  if (inDate.length === 0 || now > known.keyset.validUntil) {
    return texts.reasons.status_stale_here;
  }
  const oldest = Math.min(...inDate.map(list => list.issuedAt));
  return texts.ready.replace('{ago}', ago(now - oldest, language));
}

function ageText(verdict, texts, language) {
  if (verdict.statusCheckedAt === null) {
    return texts.age_none;
  }
  return texts.age.replace('{ago}', ago(verdict.statusAge, language))
    .replace('{date}', moment(verdict.statusCheckedAt * 1000, language));
}

function day(milliseconds, language) {
  return new Intl.DateTimeFormat(language, {dateStyle: 'medium', timeZone: 'UTC'}).format(milliseconds);
}

function moment(milliseconds, language) {
  return new Intl.DateTimeFormat(language, {dateStyle: 'medium', timeStyle: 'short'}).format(milliseconds);
}

function ago(seconds, language) {
  if (seconds < 60) {
    return TEXTS[language].now;
  }
  const relative = new Intl.RelativeTimeFormat(language, {numeric: 'auto'});
  if (seconds >= 172_800) {
    return relative.format(-Math.floor(seconds / 86_400), 'day');
  }
  if (seconds >= 3600) {
    return relative.format(-Math.floor(seconds / 3600), 'hour');
  }
  return relative.format(-Math.floor(seconds / 60), 'minute');
}
