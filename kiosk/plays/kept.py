"""Room: kiosk. What is kept of a played step for the assessor: drawings of what the person did.

They show what was marked and said, never what the program makes of it.
"""

import numpy as np
from PIL import Image as PillowImage

from hardware import Image
from kiosk.pictures import photo_jpeg
from kiosk.plays.drawn import as_bgr, sprite_box, view_picture
from kiosk.plays.playing import Playing
from kiosk.sight.drawing import DARK, Colour, Drawing, Line
from kiosk.texts import load_catalogue
from scenarios import Pack
from scenarios.plays import Dialogue, DialogueRun, SceneRun

MARKED: Colour = (168, 67, 8)
SAID: Colour = (15, 76, 92)
"""RGB of what was marked, and of what the candidate said."""


def keep_play(playing: Playing) -> None:
    """Keep a picture of every view with its marks, or of the conversation."""
    session = playing.session
    language = session.started.language
    if isinstance(playing.play, Dialogue):
        pictures = [transcript(session.pack, playing.dialogue, language)]
    else:
        run = playing.scene
        views = [view.id for view in run.scene.views]
        pictures = [marked_view(session.pack, run, view, language) for view in views]
    for picture in pictures:
        session.keep(photo_jpeg(picture), "image/jpeg", "photo")


def marked_view(pack: Pack, run: SceneRun, view: str, language: str) -> Image:
    """A view as it was, numbered where something was marked, and what was chosen about it."""
    texts = load_catalogue(language)
    drawing = Drawing(as_bgr(view_picture(pack, run.setup, view, run.offsets_mm_now)))
    legend = []
    seen = [thing for thing in run.scene.things if thing.view == view]
    for number, thing in enumerate(seen, 1):
        left, top, right, bottom = thing.place
        name = pack.text(f"things.{thing.id}", language)
        if thing.id in run.reported:
            said = texts.say("play.kept_wrong")
        elif thing.id in run.cleared:
            said = texts.say("play.kept_right")
        elif thing.id in run.chosen:
            said = texts.say("play.kept_done")
        else:
            said = texts.say("play.kept_nothing" if thing.id in run.looked else "play.kept_unseen")
        chosen = " › ".join(
            pack.text(f"options.{option}", language) for option in run.chosen.get(thing.id, ())
        )
        words = f"{number}. {name} – {said}" + (f" · {chosen}" if chosen else "")
        marked = thing.id in run.reported or thing.id in run.chosen
        legend.append(Line(words, DARK))
        drawing.label(np.array([(left + right) / 2, (top + bottom) / 2]), str(number),
                      MARKED if marked else DARK)  # fmt: skip
    for slide in run.scene.slides:
        if slide.view == view:
            left, top, right, bottom = sprite_box(pack, slide, run.offset_mm(slide.id))
            name = pack.text(f"slides.{slide.id}", language)
            figure = texts.number(run.offset_mm(slide.id) / 10)
            legend.append(Line(f"{name}: {figure} cm", DARK))
            drawing.label(np.array([(left + right) / 2, (top + bottom) / 2]), f"{figure} cm", DARK)
    return drawing.finish(pack.text(f"views.{view}", language), legend)


def transcript(pack: Pack, run: DialogueRun, language: str) -> Image:
    """The conversation as it went, line by line, with the desk's time."""
    texts, setup = load_catalogue(language), run.setup
    path = pack.picture(setup.guest.picture(run.node.mood))
    with PillowImage.open(path) as opened:
        picture = as_bgr(opened)
    lines = []
    for said in run.said:
        lines.append(_spoken(pack, run, said.node.id, language))
        reply = pack.text(said.node.label(said.reply), language)
        clock = f"{int(said.desk_s) // 60}:{int(said.desk_s) % 60:02d}"
        who = texts.say("play.candidate")
        lines.append(Line(f"{clock}  {who}: {setup.fill(reply)}", SAID))
    lines.append(_spoken(pack, run, run.node.id, language))
    return Drawing(picture).finish(setup.guest.name, lines)


def _spoken(pack: Pack, run: DialogueRun, node: str, language: str) -> Line:
    found = run.setup.dialogue.node(node)
    words = run.setup.fill(pack.text(found.says, language))
    return Line(f"{run.setup.guest.name}: {words}" if found.voice == "guest" else words, DARK)
