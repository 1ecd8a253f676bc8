"""The packs' pictures: drawn by their recipe, small, and in the colours of the house."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scenarios import PACKS_ROOT, find_packs, load_pack
from scenarios.pictures import PICTURES

ALL = [(pack, name) for pack, pictures in PICTURES.items() for name in pictures]


def _file(pack: str, name: str) -> Path:
    return PACKS_ROOT / pack / "pictures" / name


def test_every_picture_of_a_pack_has_a_recipe() -> None:
    templates = [file.parent for file in PACKS_ROOT.glob("templates/packs/*/scenario.toml")]
    packs = [*find_packs(), *(load_pack(folder) for folder in templates)]
    shown = {
        (pack.folder.relative_to(PACKS_ROOT).as_posix(), name)
        for pack in packs
        for name in pack.pictures
    }
    assert shown == set(ALL)


@pytest.mark.parametrize(("pack", "name"), ALL)
def test_committed_picture_is_what_the_recipe_draws(pack: str, name: str) -> None:
    drawn = np.asarray(PICTURES[pack][name]().picture().convert("RGBA"), dtype=float)
    with Image.open(_file(pack, name)) as picture:
        committed = np.asarray(picture.convert("RGBA"), dtype=float)
    # Another Pillow may choose other shades of the palette; a moved shape is far above this.
    assert np.abs(drawn - committed).mean() < 1.0


@pytest.mark.parametrize(("pack", "name"), ALL)
def test_picture_is_small_enough_for_a_weak_link(pack: str, name: str) -> None:
    assert _file(pack, name).stat().st_size <= 80 * 1024
