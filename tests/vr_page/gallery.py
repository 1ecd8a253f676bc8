"""`python -m tests.vr_page.gallery --out docs/gallery/vr`: pictures of every place in a headset.

Stills of each place as one seed draws it, every guest, and what a candidate sees while playing,
taken in Debian's Chromium with a headset made of code.
"""

import argparse
import base64
import functools
import io
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
from PIL import Image
from playwright.sync_api import Browser, Page

sys.path.insert(0, str(Path(__file__).parent))

from headset import chromium, headset, trial

from acredita.authoring.places import worlds_of
from scenarios import Pack, find_packs
from scenarios.plays import Dialogue
from scenarios.plays.vr_world import VrWorld, vr_world

BUILT = Path(__file__).resolve().parents[2] / "assessor_server/web/static/vr"
SIZE = (1280, 800)
KEPT = (960, 600)
SEED = 5
MOODS = ("calm", "pleased", "upset")
STILL = """async ([world, width, height]) => {
  const { Still } = await import("/replay.js");
  window.still = new Still(world, width, height);
}"""
PLAYED = (
    ("construction/site_safety", "walk", "thing", ("thing hole", "wrong", "option fix_cover")),
    ("tourism/guest_check_in", "receive", "talk", ("reply greet",)),
    ("tourism/hotel_room", "inspect", "slide", ("go bed", "thing sheet")),
)


class Quiet(SimpleHTTPRequestHandler):
    """Serves the bundle without a word."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def save(data: bytes, file: Path) -> None:
    """Keep a picture at the gallery's size."""
    Image.open(io.BytesIO(data)).convert("RGB").resize(KEPT, Image.Resampling.LANCZOS).save(
        file, quality=82, method=6
    )


@contextmanager
def drawing(browser: Browser) -> Iterator[Page]:
    """A page that can draw stills."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(BUILT)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{server.server_port}/nothing")
    yield page
    page.close()
    server.shutdown()
    server.server_close()


def still(page: Page, world: VrWorld, view: str, mood: str | None = None) -> bytes:
    """One place of a world, as one arrives in it."""
    text = msgspec.json.encode(world).decode()
    page.evaluate(STILL, [text, *SIZE])
    if mood is not None:
        page.evaluate("(mood) => still.feel(mood)", mood)
    url = page.evaluate("(view) => still.view(view).picture", view)
    return base64.b64decode(str(url).split(",", 1)[1])


def stills(page: Page, pack: Pack, out: Path) -> Iterator[tuple[str, str]]:
    """Draw every place of a pack; names of files and what they show."""
    name = pack.id.split("/")[1]
    for step, play in pack.plays_by_step.items():
        if step not in pack.vr_by_step:
            continue
        if isinstance(play, Dialogue):
            for at, (guest, world) in enumerate(worlds_of(pack, step, "en").items()):
                mood = MOODS[at % len(MOODS)]
                file = f"{name}-{play.guests[at].id}.webp"
                save(still(page, world, world.views[0].id, mood), out / file)
                yield file, f"{guest}, {mood}"
            continue
        world = vr_world(pack, step, SEED, "en")
        for view in world.views:
            file = f"{name}-{view.id}.webp"
            save(still(page, world, view.id), out / file)
            yield file, view.name


def playing(browser: Browser, out: Path) -> Iterator[tuple[str, str]]:
    """What is seen in the headset while one plays."""
    for name, step, what, presses in PLAYED:
        with trial(name, step, SEED, "es") as served, headset(browser, served.url) as worn:
            worn.page.set_viewport_size({"width": SIZE[0], "height": SIZE[1]})
            worn.enter()
            worn.press(*presses)
            file = f"played-{what}.webp"
            save(worn.picture(), out / file)
            yield file, f"{name}: {', '.join(presses)}"


def main() -> None:
    """Draw everything and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    lines = [
        "# Every place in a headset",
        "",
        f"Made by `python -m tests.vr_page.gallery --out {out}`, in Debian's Chromium,",
        f"drawn by software; seed {SEED}. Do not edit.",
    ]
    with chromium() as browser:
        with drawing(browser) as page:
            for pack in find_packs():
                if pack.vrs:
                    lines += ["", f"## {pack.id}", ""]
                    lines += [f"![{told}]({file})" for file, told in stills(page, pack, out)]
        lines += ["", "## While it is played", ""]
        lines += [f"![{told}]({file})" for file, told in playing(browser, out)]
    (out / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
