"""Room: kiosk. `python -m kiosk.screens.gallery --out DIR`: a picture of every screen.

Plays whole visits in front of a drawn camera; the pictures are what a person would see.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pygame

from hardware import Image
from kiosk.evidence import EvidenceShelf
from kiosk.screens.moves import Go
from kiosk.screens.rehearsal import Rehearsal, dark, rehearse
from kiosk.screens.services import Trouble, TroubleKind
from kiosk.session import Eyes, OwnEyes
from kiosk.texts import LANGUAGES
from models.table_setting.renderer import render_scene
from scenarios import find_packs

SIZES = {"small": (1280, 800), "wide": (1920, 1080), "tall": (1080, 1920)}
SCENE_SEED = 11
TABLE = "tourism/table_setting"
CODE = "K7M4XP"


class Album:
    """Saves the screen under a name, in every size and language asked for."""

    def __init__(self, play: Rehearsal, out: Path, sizes: Sequence[str], languages: Sequence[str]):
        self._play = play
        self._out = out
        self._sizes = sizes
        self._languages = languages
        self.names: list[str] = []

    def save(self, name: str) -> None:
        """Save what is shown now."""
        stage, visit = self._play.stage, self._play.services.visit
        self.names.append(name)
        before = visit.language
        for size in self._sizes:
            for language in self._languages:
                visit.language = language
                stage.resize(SIZES[size])
                stage.tick()
                pygame.image.save(stage.surface, self._out / f"{name}-{size}-{language}.png")
        visit.language = before
        stage.resize(SIZES[self._sizes[0]])


def show_all(
    out: Path, sizes: Sequence[str], languages: Sequence[str], eyes: Eyes, image: Image
) -> list[str]:
    """Save a picture of every screen into `out`; return their names."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        packs = find_packs()
        with rehearse(Path(folder), packs, eyes, image, SIZES[sizes[0]]) as play:
            album = Album(play, out, sizes, languages)
            _whole_visit(play, album)
            _refusal(play, album)
            _mishaps(play, album, image)
    return album.names


def _whole_visit(play: Rehearsal, album: Album) -> None:
    """From the first touch to the goodbye."""
    visitor = play.visitor
    _to_consent(play, album)
    album.save("consent")
    visitor.touch("accept")
    visitor.until("ai")
    album.save("ai")
    visitor.touch("accept")
    _to_step(play, album)
    album.save("step-prepare")
    visitor.touch("done")
    _step(play, "lay")
    album.save("step-lay")
    for card in ("help", "pause"):
        visitor.touch(card)
        album.save(card)
        visitor.touch("back")
    visitor.touch("done")
    _step(play, "show")
    album.save("step-show")
    visitor.touch("done")
    album.save("measuring")
    visitor.until("photo", 60)
    album.save("photo")
    visitor.touch("keep")
    visitor.until("result")
    album.save("result")
    visitor.touch("done")
    album.save("waiting-to-be-sent")
    _receive(play)
    visitor.wait(lambda: play.desk.delivery(play.services.session.attempt).sent, "receipts")
    visitor.touch("on")
    play.stage.go(Go("sent"))
    album.save("sent")
    visitor.touch("on")
    album.save("thanks")
    visitor.touch("on")


def _refusal(play: Rehearsal, album: Album) -> None:
    """Somebody who does not consent."""
    _to_consent(play, None)
    play.visitor.touch("refuse")
    play.visitor.until("refused")
    album.save("refused")
    play.visitor.touch("on")


def _mishaps(play: Rehearsal, album: Album, image: Image) -> None:
    """The light goes out, the cable comes off, somebody leaves, the disk is full."""
    visitor = play.visitor
    _to_consent(play, None)
    visitor.touch("accept")
    visitor.until("ai")
    visitor.touch("accept")
    _to_step(play, None)
    visitor.touch("done")
    _step(play, "lay")
    play.lens.image = None
    visitor.wait(lambda: play.services.feed.newest() is None, "the camera to be lost")
    album.save("camera-lost")
    play.lens.image = dark(image)
    visitor.wait(lambda: play.services.feed.newest() is not None, "the camera")
    visitor.touch("done")
    _step(play, "show")
    visitor.touch("done")
    visitor.until("remeasure", 60)
    album.save("remeasure")
    play.services.visit.forget()
    play.stage.go(Go("start"))
    visitor.until("resume")
    album.save("resume")
    visitor.touch("go on")
    visitor.until("equipment")
    play.services.lookout.forget()
    visitor.wait(lambda: play.services.lookout.looked, "a look")
    album.save("equipment-dark")
    visitor.touch("back")
    album.save("leave")
    visitor.touch("leave")
    visitor.until("stopped")
    album.save("stopped")
    play.services.visit.trouble = Trouble(TroubleKind.DISK, "120 MiB are free, 300 are needed")
    play.stage.go(Go("trouble"))
    album.save("trouble")


def _to_consent(play: Rehearsal, album: Album | None) -> None:
    visitor = play.visitor
    visitor.until("start")
    _save(album, "start")
    visitor.touch("start")
    _save(album, "language")
    visitor.touch("es")
    _save(album, "choose")
    visitor.touch(TABLE)
    for sign in CODE:
        visitor.touch(f"key {sign}")
    _save(album, "code")
    visitor.touch("next")
    visitor.until("consent")


def _to_step(play: Rehearsal, album: Album | None) -> None:
    visitor = play.visitor
    visitor.until("equipment")
    visitor.wait(lambda: any(b.name == "ready" and b.enabled for b in play.stage.buttons), "ready")
    _save(album, "equipment")
    visitor.touch("ready")
    _step(play, "prepare")


def _step(play: Rehearsal, step: str) -> None:
    """Wait until a step is being done."""
    services = play.services
    play.visitor.wait(
        lambda: services.visit.step_going and services.session.step.id == step, f"step {step}"
    )


def _receive(play: Rehearsal) -> None:
    """Let the journal have the receipts that a server would send."""
    journal = play.desk.journal
    shelf = EvidenceShelf(journal)
    journal.acknowledge(journal.last_seq)
    for piece in shelf.of(play.services.session.attempt):
        shelf.stored(piece.digest, piece.attempt)


def _save(album: Album | None, name: str) -> None:
    if album is not None:
        album.save(name)


def main(arguments: Sequence[str] | None = None) -> int:
    """Save the pictures; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m kiosk.screens.gallery", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the pictures")
    parser.add_argument("--size", action="append", choices=SIZES, help="default: small")
    parser.add_argument("--language", action="append", choices=LANGUAGES, help="default: es")
    options = parser.parse_args(arguments)
    image = render_scene(SCENE_SEED, designs="unseen", cover="good").image
    sizes, languages = options.size or ["small"], options.language or ["es"]
    names = show_all(options.out, sizes, languages, OwnEyes(), image)
    sys.stdout.write(f"{len(names)} screens in {options.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
