// A small badge for other people's pages: /embed#DIGITS in a frame. It checks by the page's own rule,
// keeps nothing, and a click opens the whole page. Whatever goes wrong, it is not green.
import {loadSources} from '/v/sources.js';
import {LANGUAGES, TEXTS} from '/v/texts.js';
import {inLanguage, verify} from '/v/verify.js';

const GLYPHS = {valid: '✓', expired: '!', suspended: '!', not_checked: '?', not_a_certificate: '?'};
const $ = id => document.getElementById(id);
const wanted = [new URLSearchParams(location.search).get('language'), ...navigator.languages.map(one => one.slice(0, 2))];
const language = wanted.find(one => LANGUAGES.includes(one)) ?? 'es';

async function check(fragment) {
  try {
    const {keyset, lists} = await loadSources();
    return await verify(fragment, keyset, lists, Date.now() / 1000);
  } catch (error) {
    return {state: 'not_checked', reason: error.reason ?? 'keyset_missing'};
  }
}

function show(verdict) {
  const texts = TEXTS[language];
  document.documentElement.lang = language;
  $('badge').dataset.state = verdict.state;
  $('badge').dataset.reason = verdict.reason;
  $('badge').href = `${location.origin}/v${location.hash}`;
  $('glyph').textContent = GLYPHS[verdict.state] ?? '✕';
  $('state').textContent = texts.states[verdict.state];
  const what = inLanguage(verdict.competency, language) ?? texts.reasons[verdict.reason];
  $('name').textContent = verdict.holderName ?? '';
  $('competency').textContent = what;
  $('badge').toggleAttribute('data-long', $('name').textContent.length > 40);
  $('badge').title = [verdict.holderName, what].filter(Boolean).join(' · '); // whole, where two lines do not hold it
  $('source').textContent = location.host;
}

async function open() {
  show(await check(location.hash));
}

addEventListener('hashchange', open);
open();
