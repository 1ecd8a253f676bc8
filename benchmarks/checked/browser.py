"""The verifier page's own modules in Chromium: one check with WebCrypto, one with the fallback."""

import json
import shutil
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from checked.world import World
from playwright.sync_api import sync_playwright

from certificates import PAGE_HEADERS, verifier_files
from certificates.multikey import base64url

MEASURE = """
async ([keyset, root, list, text, times, fallback]) => {
  const {loadKeyset} = await import('/v/keyset.js');
  const {loadStatus} = await import('/v/status.js');
  const {verify} = await import('/v/verify.js');
  const {useFallback} = await import('/v/ed25519.js');
  if (fallback) { useFallback(); }
  const known = await loadKeyset(new TextEncoder().encode(keyset), root);
  const bytes = Uint8Array.from(atob(list), one => one.charCodeAt(0));
  const lists = [await loadStatus(bytes, known)];
  const now = Date.now() / 1000;
  for (let n = 0; n < 20; n++) { await verify(text, known, lists, now); }
  const start = performance.now();
  let state;
  for (let n = 0; n < times; n++) { ({state} = await verify(text, known, lists, now)); }
  return [state, (performance.now() - start) / times];
}
"""


def browser_verify_ms(world: World, checks: int) -> dict[str, object]:
    """Milliseconds of one check, warmed up, with the browser's Ed25519 and with the fallback."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SystemExit("chromium is missing; install it (Debian: apt install chromium).")
    server = _serve()
    address = f"http://127.0.0.1:{server.server_port}/v"
    told = {}
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, fallback in (("browser_verify_ms", False), ("browser_verify_fallback_ms", True)):
            page = opened.new_page()
            page.goto(address)
            state, ms = page.evaluate(
                MEASURE,
                [
                    world.keyset.raw.decode(),
                    world.keyset.root,
                    _base64(world.lists.token),
                    world.issued[2].qr_text,
                    checks,
                    fallback,
                ],
            )
            if state != "valid":
                raise SystemExit(f"The page answered {state}: the figure would be worth nothing.")
            told[name] = round(ms, 3)
        opened.close()
    server.shutdown()
    return dict(told)


def _base64(data: bytes) -> str:
    text = base64url(data).replace("-", "+").replace("_", "/")
    return text + "=" * (-len(text) % 4)


def _serve() -> ThreadingHTTPServer:
    files = verifier_files()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body, media_type = files.get(self.path, (json.dumps({}).encode(), "application/json"))
            self.send_response(200)
            for name, value in {**PAGE_HEADERS, "Content-Type": media_type}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
