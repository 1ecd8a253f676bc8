"""Room: kiosk. `python -m kiosk.screens.gallery --out DIR`: a picture of every screen.

Plays whole visits in front of a drawn camera; the pictures are what a person would see.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pygame
from PIL import Image as PillowImage

from hardware import Image, Intrinsics
from kiosk.evidence import EvidenceShelf
from kiosk.eyes import Eyes, OwnEyes
from kiosk.recent_log import keep_recent
from kiosk.screens.by_touch import play_by_touch
from kiosk.screens.moves import Go
from kiosk.screens.rehearsal import CODE, Rehearsal, Show, dark, rehearse, with_slip
from kiosk.screens.services import Trouble, TroubleKind
from kiosk.screens.staff import StaffScreen
from kiosk.staff_pin import set_pin
from kiosk.staff_report import PAGES
from kiosk.texts import LANGUAGES
from models.table_setting.renderer import render_scene
from scenarios import Pack, find_packs

SIZES = {"small": (1280, 800), "wide": (1920, 1080), "tall": (1080, 1920)}
SCENE_SEED = 5
LONG_SIDE = 640
"""Pixels of the longer side of a picture on the gallery's page."""


class Album:
    """Saves the screen under a name, in every size and language asked for."""

    def __init__(
        self,
        play: Rehearsal,
        out: Path,
        sizes: Sequence[str],
        languages: Sequence[str],
        page: bool = False,
    ) -> None:
        self._page = page
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
                self._play.visitor.wait(lambda: stage.shown.settled, "all that is looked up")
                picture = self._out / f"{name}-{size}-{language}"
                if self._page:
                    _save_small(stage.surface, picture.with_suffix(".webp"))
                else:
                    pygame.image.save(stage.surface, picture.with_suffix(".png"))
        visit.language = before
        stage.resize(SIZES[self._sizes[0]])


def _save_small(surface: pygame.Surface, path: Path) -> None:
    """A picture for a page: its longer side LONG_SIDE pixels."""
    width, height = surface.get_size()
    whole = PillowImage.frombytes("RGB", (width, height), pygame.image.tobytes(surface, "RGB"))
    whole.thumbnail((LONG_SIDE, LONG_SIDE), PillowImage.Resampling.LANCZOS)
    whole.save(path, quality=82, method=4)


def write_page(out: Path, names: Sequence[str]) -> None:
    """The gallery's page: every screen, a row for each size and a column for each language."""
    lines = [
        "# Every screen of the kiosk",
        "",
        "Made by `python -m kiosk.screens.gallery --page --out docs/gallery`: whole visits played",
        "by touch in front of a drawn camera. Do not edit. Sizes: "
        + ", ".join(f"{width}×{height}" for width, height in SIZES.values()) + ".",
        "",
    ]  # fmt: skip
    for name in names:
        lines += [f"## {name.replace('-', ' ')}", ""]
        lines += ["| " + " | ".join(LANGUAGES.values()) + " |", "|" + "---|" * len(LANGUAGES)]
        for size in SIZES:
            cells = (f"![{name} {size} {code}]({name}-{size}-{code}.webp)" for code in LANGUAGES)
            lines.append("| " + " | ".join(cells) + " |")
        lines.append("")
    (out / "README.md").write_text("\n".join(lines), encoding="utf-8")


def show_all(
    out: Path,
    sizes: Sequence[str],
    languages: Sequence[str],
    eyes: Eyes,
    image: Image,
    page: bool = False,
) -> list[str]:
    """Save a picture of every screen into `out`; return their names."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        packs = find_packs()
        with rehearse(Path(folder), packs, eyes, image, SIZES[sizes[0]]) as play:
            album = Album(play, out, sizes, languages, page)
            play_all(play, album.save, image)
        for pack in packs:
            if any(step.plays for step in pack.steps):
                album.names += _show_pack(Path(folder) / pack.id.replace("/", "-"), pack, eyes,
                                          image, (out, sizes, languages, page))  # fmt: skip
    if page:
        write_page(out, album.names)
    return album.names


def _show_pack(
    folder: Path,
    pack: Pack,
    eyes: Eyes,
    image: Image,
    album_of: tuple[Path, Sequence[str], Sequence[str], bool],
) -> list[str]:
    """Save the screens of a test that is done on the screen itself, each kind once."""
    out, sizes, languages, page = album_of
    with rehearse(folder, [pack], eyes, image, SIZES[sizes[0]]) as play:
        album = Album(play, out, sizes, languages, page)
        short, seen = pack.id.partition("/")[2].replace("_", "-"), set[str]()

        def show(name: str) -> None:
            if name not in seen:
                seen.add(name)
                album.save(f"{short}-{name}")

        play_pack(play, pack, show)
    return album.names


def play_pack(play: Rehearsal, pack: Pack, show: Show) -> None:
    """Play a test that is done on the screen itself; its other steps are left to other visits."""
    play.visitor.until("start")
    session, visit = play.desk.open(pack, CODE, "es"), play.services.visit
    session.give_consent()
    session.acknowledge_ai()
    visit.session, visit.pack, visit.code = session, pack, CODE
    while session.has_step_to_do:
        if not session.step_at_hand.plays:
            session.begin_step()
            session.finish_step()
            continue
        play.stage.go(Go("step"))
        play.visitor.wait(lambda: not play.stage.shown.busy, "the step")
        play_by_touch(play, show)
    if play.stage.screen.name != "review":
        play.stage.go(Go("review"))
    play.visitor.until("review")
    show("review")
    play.visitor.touch("hand in")
    play.visitor.until("result")
    show("result")


def play_all(play: Rehearsal, show: Show, image: Image) -> None:
    """Play every visit; `show` is called with the name of each screen while it is shown."""
    _whole_visit(play, show)
    _check_ins(play, show, image)
    _refusal(play, show)
    _mishaps(play, show, image)


def _whole_visit(play: Rehearsal, show: Show) -> None:
    """From the first touch to the goodbye."""
    visitor = play.visitor
    play.to_consent(show)
    show("consent")
    visitor.touch("accept")
    visitor.until("ai")
    show("ai")
    visitor.touch("accept")
    visitor.until("equipment")
    visitor.touch("practice")
    show("practice-star")
    for _ in range(3):
        visitor.touch("star")
    visitor.wait(lambda: play.services.feed.newest() is not None, "the camera")
    show("practice-photo")
    visitor.touch("take")
    show("practice-done")
    visitor.touch("ready")
    play.to_first_step(show)
    show("step-prepare")
    visitor.touch("watch")
    show("watch")
    visitor.touch("back")
    visitor.touch("done")
    play.at_step("lay")
    show("step-lay")
    for card in ("help", "pause", "ease", "call"):
        visitor.touch(card)
        show(card)
        visitor.until(card)
        visitor.touch("back")
    visitor.wait(lambda: play.services.feed.newest() is not None, "the camera")
    visitor.touch("more time")
    visitor.until("step")
    visitor.touch("done")
    play.at_step("show")
    show("step-show")
    visitor.touch("done")
    show("measuring")
    visitor.until("photo")
    show("photo")
    visitor.touch("keep")
    visitor.until("review")
    show("review")
    visitor.touch("hand in")
    visitor.until("result")
    show("result")
    visitor.touch("done")
    show("waiting-to-be-sent")
    _receive(play)
    visitor.wait(lambda: play.desk.delivery(play.services.session.attempt).sent, "receipts")
    visitor.touch("on")
    play.stage.go(Go("sent"))
    show("sent")
    visitor.touch("on")
    show("paper")
    visitor.touch("on")
    show("thanks")
    visitor.touch("on")


def _check_ins(play: Rehearsal, show: Show, image: Image) -> None:
    """With a slip before the camera, and with a new code."""
    visitor = play.visitor
    play.to_check_in()
    visitor.touch("scan")
    visitor.until("scan")
    show("scan")
    play.lens.image = with_slip(image, CODE)
    visitor.until("whose")
    show("whose")
    play.lens.image = image
    visitor.touch("not mine")
    visitor.touch("enrol")
    visitor.until("enrol")
    show("enrol")
    play.stage.go(Go("start"))


def _refusal(play: Rehearsal, show: Show) -> None:
    """Somebody who does not consent."""
    play.to_consent()
    play.visitor.touch("refuse")
    play.visitor.until("refused")
    show("refused")
    play.visitor.touch("on")


def _mishaps(play: Rehearsal, show: Show, image: Image) -> None:
    """The light goes out, the cable comes off, somebody leaves, the disk is full."""
    visitor = play.visitor
    play.to_consent()
    visitor.touch("accept")
    visitor.until("ai")
    visitor.touch("accept")
    play.to_first_step()
    visitor.touch("done")
    play.at_step("lay")
    play.lens.image = None
    visitor.wait(lambda: play.services.feed.newest() is None, "the camera to be lost")
    show("camera-lost")
    play.lens.image = dark(image)
    visitor.wait(lambda: play.services.feed.newest() is not None, "the camera")
    visitor.touch("done")
    play.at_step("show")
    visitor.touch("done")
    visitor.until("remeasure")
    show("remeasure")
    play.services.visit.forget()
    play.stage.go(Go("start"))
    visitor.until("resume")
    show("resume")
    visitor.touch("leave")
    show("ending")
    visitor.touch("back")
    play.go_on()
    visitor.until("equipment")
    play.services.lookout.forget()
    visitor.wait(lambda: play.services.lookout.looked, "a look")
    show("equipment-dark")
    visitor.touch("back")
    show("leave")
    visitor.touch("leave")
    visitor.until("stopped")
    show("stopped")
    set_pin(play.desk.journal.path.parent, "2486")
    visitor.key(pygame.K_F12)
    show("pin")
    for sign in "2486":
        visitor.touch(f"key {sign}")
    visitor.touch("enter")
    visitor.until("staff")
    staff = play.stage.screen
    for page in PAGES:
        visitor.touch(page)
        visitor.wait(lambda: isinstance(staff, StaffScreen) and staff.looked, "the page")
        show(page.replace(".", "-"))
    visitor.touch("back")
    play.services.visit.trouble = Trouble(TroubleKind.DISK, "120 MiB are free, 300 are needed")
    play.stage.go(Go("trouble"))
    show("trouble")


def _receive(play: Rehearsal) -> None:
    """Let the journal have the receipts that a server would send."""
    journal = play.desk.journal
    shelf = EvidenceShelf(journal)
    journal.acknowledge(journal.last_seq)
    for piece in shelf.of(play.services.session.attempt):
        shelf.stored(piece.digest, piece.attempt)


def main(arguments: Sequence[str] | None = None) -> int:
    """Save the pictures; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m kiosk.screens.gallery", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the pictures")
    parser.add_argument("--size", action="append", choices=SIZES, help="default: small")
    parser.add_argument("--language", action="append", choices=LANGUAGES, help="default: es")
    parser.add_argument(
        "--page", action="store_true", help="small pictures of all sizes and languages, and a page"
    )
    options = parser.parse_args(arguments)
    scene = render_scene(SCENE_SEED, designs="unseen", cover="good")
    camera = scene.camera
    intrinsics = Intrinsics(camera.width, camera.height, np.array(camera.K, float), np.zeros(5))
    sizes, languages = options.size or ["small"], options.language or ["es"]
    if options.page:
        sizes, languages = list(SIZES), list(LANGUAGES)
    keep_recent()
    names = show_all(options.out, sizes, languages, OwnEyes(intrinsics), scene.image, options.page)
    sys.stdout.write(f"{len(names)} screens in {options.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
