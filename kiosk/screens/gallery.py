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
from kiosk.eyes import Eyes, OwnEyes
from kiosk.recent_log import keep_recent
from kiosk.screens.all_visits import play_all, play_headset, play_pack
from kiosk.screens.rehearsal import Rehearsal, rehearse
from kiosk.screens.theme import SAND, Theme, shade
from kiosk.screens.unready import trouble_page, unpaired_page
from kiosk.texts import LANGUAGES
from models.table_setting.renderer import render_scene
from scenarios import Pack, find_packs

SIZES = {"small": (1280, 800), "wide": (1920, 1080), "tall": (1080, 1920)}
SCENE_SEED = 5
WORN = "construction/site_safety"
"""The test that is shown in a headset too."""
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
                _save(stage.surface, self._out / f"{name}-{size}-{language}", self._page)
        visit.language = before
        stage.resize(SIZES[self._sizes[0]])


def _save(surface: pygame.Surface, path: Path, page: bool) -> None:
    """A picture as it is, or for a page."""
    if page:
        _save_small(surface, path.with_suffix(".webp"))
    else:
        pygame.image.save(surface, path.with_suffix(".png"))


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
    names = [*album.names, *_show_unready(out, sizes, languages, page)]
    if page:
        write_page(out, names)
    return names


def _show_unready(
    out: Path, sizes: Sequence[str], languages: Sequence[str], page: bool
) -> list[str]:
    """What a kiosk shows that cannot start: all languages at once, so each column is the same."""
    for size in sizes:
        theme = Theme(SIZES[size])
        shown = {
            "unpaired": unpaired_page(theme, "acredita-pair:acredita.example.org:5571/7K"),
            "cannot-start": trouble_page(theme, "the journal is used by another program"),
        }
        for name, unready in shown.items():
            surface = pygame.Surface(SIZES[size])
            surface.fill(shade(SAND))
            for widget in unready.widgets:
                widget.draw(surface)
            for language in languages:
                _save(surface, out / f"{name}-{size}-{language}", page)
    return ["unpaired", "cannot-start"]


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
        if pack.id == WORN:
            play_headset(play, pack, show)
    return album.names


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
