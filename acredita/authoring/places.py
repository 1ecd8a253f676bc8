"""Shows the places of a pack as a headset does: a page a step, for any browser, with the mouse."""

import base64
import html
from importlib.resources import files
from pathlib import Path

import msgspec

from scenarios import Pack
from scenarios.plays import Dialogue, Scene, SceneSetup
from scenarios.plays.vr_world import VrWorld, desk_world, scene_world


def write_places(pack: Pack, out: Path, language: str) -> list[tuple[str, str]]:
    """Write a page for every step that a headset can play; their files and headings."""
    written = []
    for step in pack.vr_by_step:
        title = pack.text(f"steps.{step}.title", language)
        file = f"places-{step}.html"
        worlds = worlds_of(pack, step, language)
        (out / file).write_text(_page(title, worlds, language), encoding="utf-8")
        written.append((file, f"{step} · {title}"))
    return written


def worlds_of(pack: Pack, step: str, language: str) -> dict[str, VrWorld]:
    """All that a step can look like: everything right and everything wrong, or every guest."""
    play = pack.plays_by_step[step]
    if isinstance(play, Dialogue):
        return {guest.name: desk_world(pack, step, guest, language) for guest in play.guests}
    return {
        state: scene_world(pack, step, SceneSetup(play, wrong, {}, {}), language)
        for state, wrong in (("good", frozenset[str]()), ("bad", _may_be_wrong(play)))
    }


def _may_be_wrong(scene: Scene) -> frozenset[str]:
    return frozenset(thing.id for thing in scene.things if thing.bad is not None)


def _page(title: str, worlds: dict[str, VrWorld], language: str) -> str:
    code = files("assessor_server.web").joinpath("static/vr/replay.js").read_bytes()
    # From a folder on a disk browsers load no modules: this one is in the page itself.
    module = "data:text/javascript;base64," + base64.b64encode(code).decode()
    data = msgspec.json.encode(worlds).decode().replace("<", "\\u003c")
    return PAGE.format(language=language, title=html.escape(title), module=module, worlds=data)


PAGE = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 17px/1.45 system-ui, sans-serif; margin: 0; background: #f6f1e7; color: #1d2b33; }}
h1 {{ color: #0f4c5c; font-size: 1.3rem; margin: 0.6rem 1rem; }}
div {{ display: flex; gap: 0.5rem; flex-wrap: wrap; margin: 0.4rem 1rem; }}
button {{ font: inherit; padding: 0.5rem 1rem; border: 2px solid #0f4c5c; border-radius: 12px;
  background: #fff; color: #0f4c5c; }}
button[aria-pressed="true"] {{ background: #0f4c5c; color: #fff; }}
canvas {{ display: block; width: 100vw; height: calc(100vh - 9rem); cursor: grab; }}
</style>
<h1>{title}</h1>
<main></main>
<script type="module">
import {{ Look }} from "{module}";
new Look(document.querySelector("main"), {worlds});
</script>
</html>
"""
