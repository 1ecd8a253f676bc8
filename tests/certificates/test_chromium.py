"""The page's own rule in a real browser: every vector, by Chromium's Ed25519 and the fallback."""

import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from judges import published
from playwright.sync_api import sync_playwright

from certificates import PAGE_HEADERS, verifier_files
from certificates.embed_page import EMBED_HEADERS, embed_files

JUDGE = """
async ([vectors, fallback]) => {
  const {loadKeyset} = await import('/v/keyset.js');
  const {loadStatus} = await import('/v/status.js');
  const {inLanguage, verify} = await import('/v/verify.js');
  if (fallback) { (await import('/v/ed25519.js')).useFallback(); }
  const bytes = text => {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(binary, one => one.charCodeAt(0));
  };
  const encoder = new TextEncoder(), now = Date.parse(vectors.now) / 1000;
  const sources = {};
  for (const [name, {keyset, lists}] of Object.entries(vectors.sources)) {
    const known = keyset &&
      await loadKeyset(encoder.encode(JSON.stringify(keyset)), vectors.root);
    sources[name] = [known, await Promise.all(lists.map(list => loadStatus(bytes(list), known)))];
  }
  const answers = {};
  for (const one of vectors.cases) {
    const verdict = await verify(one.text, ...sources[one.sources], now), {state, reason} = verdict;
    const {competency, level} = verdict;
    const shown = language => [competency, level].map(text => inLanguage(text, language));
    answers[one.name] = one.shows ?
      [state, reason, {es: shown('es'), en: shown('en'), fr: shown('fr')}] : [state, reason];
  }
  return answers;
}
"""


HOST = b'<!doctype html><iframe width="340" height="110"></iframe>'


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    pages = {**verifier_files(), **embed_files()}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body, media_type = pages.get(self.path.split("?")[0], (b"{}", "application/json"))
            headers = EMBED_HEADERS if self.path.startswith("/embed") else PAGE_HEADERS
            if self.path == "/host":  # somebody's page that frames the badge
                body, media_type, headers = HOST, "text/html", {}
            self.send_response(200)
            for name, value in {**headers, "Content-Type": media_type}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "chromium is missing; install it (Debian: apt install chromium)."
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.mark.parametrize("fallback", [False, True], ids=["webcrypto", "noble"])
def test_chromium_answers_every_vector_as_published(
    fallback: bool, address: str, browser: Any, qr_vectors: dict[str, Any]
) -> None:
    page = browser.new_page()
    page.goto(f"{address}/v")
    told = page.evaluate(JUDGE, [qr_vectors, fallback])
    page.close()
    assert told == published(qr_vectors)


def test_a_framed_badge_that_could_not_check_is_not_green(
    address: str, browser: Any, qr_vectors: dict[str, Any]
) -> None:
    """This server has no keyset: whatever the certificate, the badge must not be green."""
    fragment = qr_vectors["cases"][0]["text"].partition("#")[2]
    page = browser.new_page()
    page.goto(f"{address}/host")
    page.evaluate("link => document.querySelector('iframe').src = link", f"/embed#{fragment}")
    badge = page.frame_locator("iframe").locator("#badge[data-reason]")
    badge.wait_for(timeout=30_000)
    assert badge.get_attribute("data-state") == "not_checked"
    assert badge.get_attribute("href") == f"{address}/v#{fragment}"
    page.close()
