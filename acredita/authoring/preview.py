"""Shows a pack as a candidate will see it: every step, view, state and moment, as pictures."""

import html
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from acredita.authoring.places import write_places
from scenarios import Pack, Scene
from scenarios.plays import Dialogue, SceneSetup

INDEX = "index.html"


@dataclass(frozen=True)
class Shot:
    """One picture of a preview: its file, a heading, and what stands under it."""

    file: str
    heading: str
    words: tuple[str, ...]


def write_preview(pack: Pack, out: Path, language: str) -> Path:
    """Write the pictures and an index of them into the folder `out`; return the index."""
    out.mkdir(parents=True, exist_ok=True)
    shots = list(_shots(pack, out, language))
    places = write_places(pack, out, language)
    parts = [
        f'<section><h2><a href="{file}">{html.escape(heading)} · 3D</a></h2></section>'
        for file, heading in places
    ]
    parts += [
        f"<section><h2>{html.escape(shot.heading)}</h2>"
        f'<img src="{shot.file}" alt="{html.escape(shot.heading)}">'
        + "".join(f"<p>{html.escape(line)}</p>" for line in shot.words)
        + "</section>"
        for shot in shots
    ]
    title = html.escape(pack.text("title", language))
    head = f"{title} · {html.escape(pack.id)} {pack.version}"
    page = PAGE.format(language=language, title=head, body="\n".join(parts))
    index = out / INDEX
    index.write_text(page, encoding="utf-8")
    return index


def _shots(pack: Pack, out: Path, language: str) -> Iterator[Shot]:
    yield _copy(pack, out, pack.scenario.cover, pack.text("title", language),
                pack.text("summary", language))  # fmt: skip
    for step in pack.steps:
        heading = f"{step.id} · {pack.text(step.title, language)}"
        yield _copy(pack, out, step.picture, heading, pack.text(step.instruction, language))
        if step.animation is not None:
            yield _copy(pack, out, step.animation, f"{heading} · {step.animation}", "")
        play = pack.plays_by_step.get(step.id)
        if isinstance(play, Scene):
            yield from _scene(pack, play, out, language)
        elif isinstance(play, Dialogue):
            yield from _dialogue(pack, play, out, language)


def _scene(pack: Pack, scene: Scene, out: Path, language: str) -> Iterator[Shot]:
    """Every view with everything right, and with everything wrong that may be."""
    from kiosk.plays import view_picture

    may_be_wrong = frozenset(thing.id for thing in scene.things if thing.bad is not None)
    for view in scene.views:
        name = pack.text(f"views.{view.id}", language)
        for state, wrong in (("good", frozenset[str]()), ("bad", may_be_wrong)):
            setup = SceneSetup(scene, wrong, {}, {})
            file = f"view-{view.id}-{state}.png"
            view_picture(pack, setup, view.id, {}).save(out / file)
            lines = tuple(_thing_lines(pack, scene, view.id, language)) if wrong else ()
            yield Shot(file, f"{name} · {state}", lines)


def _thing_lines(pack: Pack, scene: Scene, view: str, language: str) -> Iterator[str]:
    """What each thing of a view asks, and its right answer: for authors, not for candidates."""
    for thing in scene.things:
        if thing.view == view:
            kind = "task" if thing.task else thing.group or "always right"
            right = " → ".join(pack.text(f"options.{o}", language) for o in thing.right)
            yield f"{pack.text(f'things.{thing.id}', language)} ({kind}): {right or '–'}"


def _dialogue(pack: Pack, dialogue: Dialogue, out: Path, language: str) -> Iterator[Shot]:
    """Every moment of the conversation with the first guest, and what may be answered."""
    guest = dialogue.guests[0]
    known = {"guest": guest.name, **guest.facts}
    for node in dialogue.nodes:
        file = f"node-{node.id}.png"
        with Image.open(pack.picture(guest.picture(node.mood))) as picture:
            picture.save(out / file)
        says = pack.text(node.says, language).format_map(known)
        lines = [f"{guest.name if node.voice == 'guest' else '…'}: {says}"]
        for reply in node.choices:
            said = pack.text(node.label(reply), language).format_map(known)
            worth = ", ".join(f"{name} {level}" for name, level in reply.levels.items())
            facts = "; ".join(
                part for part in (worth, ", ".join(reply.flags), f"{reply.takes_s:g} s") if part
            )
            lines.append(f"– {said} [{facts}] → {reply.to}")
        yield Shot(file, node.id, tuple(lines))


def _copy(pack: Pack, out: Path, name: str, heading: str, words: str) -> Shot:
    (out / name).write_bytes(pack.picture(name).read_bytes())
    return Shot(name, heading, (words,))


def has_display() -> bool:
    """Whether a window can be opened here."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


PAGE = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 17px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 64rem; padding: 0 1rem;
  background: #f6f1e7; color: #1d2b33; }}
section {{ background: #fff; border-radius: 14px; padding: 1rem 1.4rem; margin: 1.2rem 0; }}
img {{ max-width: 100%; border-radius: 8px; }}
h1 {{ color: #0f4c5c; }} h2 {{ font-size: 1.1rem; }}
</style>
<h1>{title}</h1>
{body}
</html>
"""
