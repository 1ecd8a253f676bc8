"""Begins a scenario pack: copies one of the templates and gives it its name."""

import re
import shutil
from pathlib import Path

from acredita.errors import AuthoringError
from scenarios import PACKS_ROOT

TEMPLATES = PACKS_ROOT / "templates" / "packs"
KINDS = ("camera", "scene", "dialogue")
NAME = re.compile(r"[a-z][a-z0-9_]{0,47}/[a-z][a-z0-9_]{0,47}")


def new_pack(kind: str, name: str, directory: Path) -> Path:
    """Write a whole pack of a kind into `directory`/`name` and return its folder.

    Raises AuthoringError for an unknown kind, a name that is none, or a folder that is there.
    """
    if kind not in KINDS:
        raise AuthoringError(f"{kind!r} is no kind of pack: write one of {', '.join(KINDS)}.")
    if not NAME.fullmatch(name):
        raise AuthoringError(
            f"{name!r} is no name: write trade/name in small letters, digits and _, such as "
            "construction/ladder_check."
        )
    folder = directory / name
    if folder.exists():
        raise AuthoringError(f"{folder} is there already: choose another name, or remove it.")
    shutil.copytree(TEMPLATES / kind, folder)
    toml = folder / "scenario.toml"
    text = toml.read_text(encoding="utf-8")
    text = text.replace(f'id = "packs/{kind}"', f'id = "{name}"', 1)
    trade = name.split("/")[0]
    toml.write_text(text.replace('trade = "packs"', f'trade = "{trade}"', 1), encoding="utf-8")
    return folder
