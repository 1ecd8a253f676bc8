"""The console's replay reads a track as Python does, and shows what was seen and done."""

import base64
import functools
import io
import math
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Browser, Page

from acredita.authoring.places import worlds_of
from hardware.headset.pose import LOST, PoseFrame
from hardware.headset.track import decode_track, encode_track
from scenarios import Pack, find_packs, load_pack
from scenarios.plays.vr_cost import triangles
from scenarios.plays.vr_world import vr_world

BUILT = Path(__file__).resolve().parents[2] / "assessor_server/web/static/vr"
OPEN = """async ([track, world, acts]) => {
  const { Replay } = await import("/replay.js");
  const bytes = Uint8Array.from(atob(track), (c) => c.charCodeAt(0));
  const canvas = document.createElement("canvas");
  canvas.width = 480; canvas.height = 300;
  document.body.replaceChildren(canvas);
  window.replay = await Replay.open(canvas, bytes.buffer, JSON.parse(world), acts);
  window.canvas = canvas;
  return [window.replay.frames, window.replay.seconds];
}"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(BUILT)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    opened = browser.new_page()
    opened.goto(f"http://127.0.0.1:{server.server_port}/nothing")
    yield opened
    opened.close()
    server.shutdown()
    server.server_close()


def walk(seconds: float = 4.0) -> list[PoseFrame]:
    """Somebody who turns on the spot, with hands that come and go, and once is moved."""
    frames = []
    for i in range(int(seconds * 50)):
        angle = i / 60
        turn = (0.0, math.sin(angle / 2), 0.0, math.cos(angle / 2))
        hand = tuple(round(0.1 * math.sin(i / 9 + k), 3) for k in range(75))
        frames.append(
            PoseFrame(
                i + 1, 1000.0 + 20 * i, (0.05 * math.sin(i / 20), 1.6, 0.0, *turn),
                left_hand=hand if i % 3 else None, right_hand=hand if i > 20 else None,
                left_controller=(0.2, 1.1, -0.3, 0.0, 0.0, 0.0, 1.0) if i < 9 else None,
                lost=i == 40, stand=(0.4, 3.2, -3.8, 0.0) if i in (0, 50) else None,
            )
        )  # fmt: skip
    return frames


def opened(page: Page, frames: list[PoseFrame], acts: list[dict[str, Any]]) -> list[float]:
    world = vr_world(load_pack("construction/site_safety"), "walk", 5, "es")
    track = base64.b64encode(encode_track(frames)).decode()
    return list(page.evaluate(OPEN, [track, msgspec.json.encode(world).decode(), acts]))


def seen(page: Page, seconds: float, view: str = "candidate") -> Image.Image:
    url = page.evaluate(
        "([s, v]) => { replay.view = v; replay.seek(s); return canvas.toDataURL(); }",
        [seconds, view],
    )
    return Image.open(io.BytesIO(base64.b64decode(url.split(",")[1]))).convert("RGB")


def differing(one: Image.Image, other: Image.Image) -> int:
    """How many pixels differ by more than a shade."""
    far = ImageChops.difference(one, other).convert("L").point(lambda level: 255 * (level > 16))
    return far.histogram()[255]


def test_a_track_is_read_as_python_reads_it(page: Page) -> None:
    frames = walk(60)  # more than a block
    count, seconds = opened(page, frames, [])
    known = decode_track(encode_track(frames))
    assert count == len(known)
    assert seconds == pytest.approx((known[-1].t_ms - known[0].t_ms) / 1000, abs=1e-6)
    told = page.evaluate(
        """() => replay.moments.map((m) => [m.s, m.lost, m.head && [...m.head.position,
             ...m.head.orientation], m.hands.map((h) => h && [...h]), m.stand])"""
    )
    for (s, lost, head, hands, stand), frame in zip(told, known, strict=True):
        assert s == pytest.approx((frame.t_ms - known[0].t_ms) / 1000, abs=1e-6)
        assert lost == bool(frame.what & LOST)
        assert head == pytest.approx(frame.head, abs=1e-6)
        for ours, theirs in zip(hands, (frame.left_hand, frame.right_hand), strict=True):
            assert ours is None if theirs is None else ours == pytest.approx(theirs, abs=1e-6)
        assert stand is None if frame.stand is None else stand == pytest.approx(frame.stand)


def test_the_candidates_view_turns_with_the_head_and_is_another_from_above(page: Page) -> None:
    opened(page, walk(), [])
    first, later = seen(page, 0.0), seen(page, 1.5)
    assert differing(first, later) > 10_000
    assert differing(first, seen(page, 0.0)) == 0
    assert differing(later, seen(page, 1.5, "above")) > 10_000


def test_marks_come_with_the_act_and_go_when_one_seeks_back(page: Page) -> None:
    acts = [{"s": 0.5, "act": "report", "on": "hole", "choices": [], "value": None}]
    opened(page, [frame for frame in walk(3) if frame.n], acts)
    shown = "[...replay.signs.sprites.keys()]"
    seen(page, 0.2)
    assert page.evaluate(shown) == []
    seen(page, 0.6)
    assert page.evaluate(shown) == ["hole"]
    seen(page, 0.1)
    assert page.evaluate(shown) == []


@pytest.mark.parametrize("spoiled", [b"GARBAGE", b"ACPT1\n\x09\x00\x00\x00spoiled!!"])
def test_a_damaged_track_is_refused_with_words(page: Page, spoiled: bytes) -> None:
    world = vr_world(load_pack("construction/site_safety"), "walk", 5, "es")
    said = page.evaluate(
        f"async (given) => ({OPEN})(given).catch((error) => error.message)",
        [base64.b64encode(spoiled).decode(), msgspec.json.encode(world).decode(), []],
    )
    assert "track" in said


COUNT = """async (world) => {
  const { Still } = await import("/replay.js");
  const still = new Still(world, 64, 40);
  let triangles = 0;
  still.place.scene.traverse((one) => {
    if (!one.geometry) return;
    triangles += (one.geometry.index ?? one.geometry.attributes.position).count / 3;
  });
  return [triangles, still.view(JSON.parse(world).views[0].id).calls];
}"""


@pytest.mark.parametrize("pack", [one for one in find_packs() if one.vrs], ids=lambda one: one.id)
def test_a_place_has_no_more_triangles_than_its_check_counts(page: Page, pack: Pack) -> None:
    for step, vr in pack.vr_by_step.items():
        for name, world in worlds_of(pack, step, "fr").items():
            text = msgspec.json.encode(world).decode()
            drawn, calls = page.evaluate(COUNT, text)
            assert drawn <= triangles(vr), (name, drawn)
            assert calls <= 100, name
