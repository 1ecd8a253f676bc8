"""A pack of one's own to break: a copy of one that ships."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from scenarios import PACKS_ROOT

Edit = Callable[[str, str, str], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of tourism/table_setting."""
    return Path(shutil.copytree(PACKS_ROOT / "tourism/table_setting", tmp_path / "table_setting"))


@pytest.fixture
def edit(folder: Path) -> Edit:
    """Replace words in a file of the copy; the first occurrence, which must exist."""

    def replace(file: str, old: str, new: str) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text, f"{old!r} does not stand in {file}"
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace
