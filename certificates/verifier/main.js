// The page: takes a certificate from the address, the camera, a file or a pasted link, asks
// verify.js, and shows one answer.
import {textInFile} from './file.js';
import {Refusal} from './refusal.js';
import {watch} from './scan.js';
import {show, voiceFor} from './show.js';
import {loadSources} from './sources.js';
import {LANGUAGES, TEXTS} from './texts.js';
import {inLanguage, verify} from './verify.js';

const LANGUAGE = 'acredita.language';
const $ = id => document.getElementById(id);

const page = {language: preferredLanguage(), verdict: null, known: null, hint: '', busy: false};
let closing = null; // closes the camera that is open

function preferredLanguage() {
  const wanted = [localStorage.getItem(LANGUAGE), ...navigator.languages.map(one => one.slice(0, 2))];
  return wanted.find(one => LANGUAGES.includes(one)) ?? 'es';
}

// What there is to check with, asked for anew each time; the refusal says why there is nothing.
async function refresh() {
  try {
    page.known = {...await loadSources(), refusal: null};
  } catch (error) {
    if (!(error instanceof Refusal)) {
      throw error;
    }
    page.known = {keyset: null, lists: [], schemes: {}, refusal: error};
  }
}

async function check(text) {
  page.busy = true;
  show(page);
  await refresh();
  const {keyset, lists, schemes, refusal} = page.known;
  const verdict = await verify(text, keyset, lists, Date.now() / 1000);
  if (refusal !== null && verdict.state === refusal.state) {
    verdict.reason = refusal.reason;
  }
  answer({...verdict, sheet: schemes[verdict.scheme]});
}

function answer(verdict) {
  closeCamera();
  page.hint = '';
  page.busy = false;
  page.verdict = {...verdict, checkedAt: Date.now()};
  show(page);
  scrollTo(0, 0);
  $('state').focus({preventScroll: true});
}

async function checkFile(file) {
  hint('working');
  try {
    await check(await textInFile(file));
  } catch (error) {
    if (!(error instanceof Refusal)) {
      throw error;
    }
    answer({state: error.state, reason: error.reason});
  }
}

function hint(name) {
  if (page.hint !== name) {
    page.hint = name;
    show(page);
  }
}

async function openCamera() {
  closeCamera();
  const abort = new AbortController();
  closing = abort;
  hint('aim');
  $('finder').hidden = $('stop').hidden = false;
  $('camera').hidden = true;
  try {
    const track = await watch($('video'), found => read(found), abort.signal);
    offerTorch(track);
  } catch (error) {
    closeCamera();
    hint(error.name === 'NotAllowedError' ? 'camera_refused' : 'camera_missing');
  }
}

// A code that is no certificate (a wrapper's, a poster's) leaves the camera open and says so.
async function read(text) {
  if (/^[^#]*\/v#/.test(text)) {
    closeCamera();
    navigator.vibrate?.(80);
    await check(text);
  } else {
    hint('other_code');
  }
}

function offerTorch(track) {
  $('torch').hidden = !track.getCapabilities?.().torch;
  $('torch').onclick = () => {
    const on = $('torch').getAttribute('aria-pressed') !== 'true';
    $('torch').setAttribute('aria-pressed', String(on));
    track.applyConstraints({advanced: [{torch: on}]});
  };
}

function closeCamera() {
  closing?.abort();
  closing = null;
  $('finder').hidden = $('stop').hidden = $('torch').hidden = true;
  $('torch').setAttribute('aria-pressed', 'false');
  $('camera').hidden = false;
}

function askAgain() {
  history.replaceState(null, '', location.pathname);
  open();
}

function listen() {
  const texts = TEXTS[page.language];
  const {state, reason, holderName = '', competency} = page.verdict;
  const what = inLanguage(competency, page.language) ?? '';
  const words = [texts.states[state], holderName, what, texts.reasons[reason]];
  const spoken = new SpeechSynthesisUtterance(words.filter(word => word !== '').join('. '));
  spoken.voice = voiceFor(page.language);
  spoken.lang = page.language;
  speechSynthesis.cancel();
  speechSynthesis.speak(spoken);
}

function open() {
  page.verdict = null;
  page.hint = '';
  closeCamera();
  show(page);
  if (location.hash.length > 1) {
    check(location.hash);
  } else {
    refresh().then(() => show(page));
  }
}

function listenToButtons() {
  for (const button of document.querySelectorAll('[data-language]')) {
    button.addEventListener('click', () => {
      page.language = button.dataset.language;
      localStorage.setItem(LANGUAGE, page.language);
      show(page);
    });
  }
  $('camera').addEventListener('click', openCamera);
  $('stop').addEventListener('click', () => { closeCamera(); hint(''); });
  $('file').addEventListener('change', () => {
    const [file] = $('file').files;
    if (file !== undefined) {
      checkFile(file).finally(() => { $('file').value = ''; });
    }
  });
  $('again').addEventListener('click', askAgain);
  $('print').addEventListener('click', () => print());
  $('listen').addEventListener('click', listen);
  $('paste').addEventListener('submit', event => {
    event.preventDefault();
    check($('link').value);
  });
}

// A file may be dropped anywhere, or pasted from the clipboard.
function listenToFiles() {
  addEventListener('dragover', event => event.preventDefault());
  addEventListener('drop', event => {
    event.preventDefault();
    const [file] = event.dataTransfer.files;
    if (file !== undefined) {
      checkFile(file);
    }
  });
  addEventListener('paste', event => {
    const [file] = event.clipboardData.files;
    if (file !== undefined) {
      checkFile(file);
    }
  });
}

listenToButtons();
listenToFiles();
addEventListener('hashchange', open);
addEventListener('pagehide', closeCamera);
globalThis.speechSynthesis?.addEventListener('voiceschanged', () => show(page));
open();
navigator.serviceWorker?.register('/v/sw.js', {scope: '/v'});
