// The page that a headset's browser opens from the kiosk's pairing code.
import { Memory } from "./net/kept";
import { Run } from "./run";
import { Page } from "./ui/page";
import { browserWords } from "./ui/words";

declare global {
  interface Window {
    /** For hands made of code (tests, benchmarks): what is where, and what was sent. */
    acredita?: Run;
  }
}

function start(): void {
  const root = document.getElementById("page");
  const canvas = document.getElementById("stage");
  if (root === null || !(canvas instanceof HTMLCanvasElement)) return;
  const page = new Page(root);
  const memory = Memory.open();
  if (memory === null) {
    const words = browserWords();
    page.tell(words.page_title, words.no_token);
    return;
  }
  const device = { name: navigator.userAgent.slice(0, 120), hands: true, controllers: true };
  const run = new Run(memory, device, page, canvas);
  window.acredita = run;
  run.begin();
}

start();
