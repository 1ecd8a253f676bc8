"""The packs that authors begin with: small enough to know every answer."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from scenarios import PACKS_ROOT, Pack, load_pack

TEMPLATES = PACKS_ROOT / "templates" / "packs"


@pytest.fixture(scope="session")
def scene_pack() -> Pack:
    return load_pack(TEMPLATES / "scene")


@pytest.fixture(scope="session")
def dialogue_pack() -> Pack:
    return load_pack(TEMPLATES / "dialogue")


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[str, str, str, str], Path]:
    """A copy of a template in which the first occurrence of some words is replaced."""

    def change(kind: str, file: str, old: str, new: str) -> Path:
        folder = tmp_path / kind
        if not folder.exists():
            shutil.copytree(TEMPLATES / kind, folder)
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return change
