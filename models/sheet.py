"""model.toml, the data sheet of a model folder: its schema and its reading. Touches files only."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec

from models.errors import ModelFolderError, ModelNotFoundError

MOST_INPUT_PX = 4096


class InputSheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a picture becomes the model's input: fitted into it, then (pixel − mean) / std.

    `width` and `height` in px; `fit` keeps the picture's shape ("letterbox") or not ("stretch");
    `place` says where a letterboxed picture lies, `pad` the grey (0–255) beside it; `channels` the
    order the model was trained with; `mean` and `std` per channel in 0–255, in that order.
    """

    width: int
    height: int
    fit: Literal["letterbox", "stretch"] = "letterbox"
    place: Literal["centre", "corner"] = "centre"
    channels: Literal["rgb", "bgr"] = "rgb"
    pad: int = 114
    mean: tuple[float, float, float] = (0.0, 0.0, 0.0)
    std: tuple[float, float, float] = (255.0, 255.0, 255.0)


class ModelSheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What model.toml says: what the model is for, how to run it, and which file it vouches for.

    `task` chooses how it is evaluated, `decoder` how its outputs become Detections (models/
    registry.py lists both); `sha256` is the digest of `file`; `thresholds` the confidence from
    which a class counts as found, chosen on validation data; `options` numbers of the decoder;
    `parts` further files the model needs and their sha256. `names` gives classes of a model made
    elsewhere our names (several may share one) and leaves out all others; `points` are the named
    points of a model of keypoints, in its order.
    """

    name: str
    version: str
    summary: str
    task: str
    classes: tuple[str, ...]
    decoder: str
    file: str = "model.onnx"
    sha256: str
    licence: str
    data: str
    input: InputSheet
    thresholds: dict[str, float] = {}
    options: dict[str, float] = {}
    parts: dict[str, str] = {}
    names: dict[str, str] = {}
    points: tuple[str, ...] = ()

    @property
    def reported(self) -> tuple[str, ...]:
        """The names under which detections are reported: those of `names`, else the classes."""
        return tuple(dict.fromkeys(self.names.values())) if self.names else self.classes

    @property
    def settings_digest(self) -> str:
        """Digest of everything here that decides what is found, besides the weights themselves."""
        decisive = {
            "file": self.sha256,
            "parts": self.parts,
            "classes": self.classes,
            "names": self.names,
            "points": self.points,
            "decoder": self.decoder,
            "input": self.input,
            "thresholds": self.thresholds,
            "options": self.options,
        }
        return hashlib.sha256(msgspec.json.encode(decisive, order="sorted")).hexdigest()


def read_sheet(folder: Path) -> ModelSheet:
    """Read and check the model.toml of a model folder.

    Raises ModelNotFoundError when there is none, ModelFolderError when it does not fit the schema.
    """
    path = folder / "model.toml"
    try:
        raw = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise ModelNotFoundError(
            f"{folder} is no model folder: it has no model.toml. Give the name of a model "
            "(`acredita model list` shows them) or a folder with model.toml and model.onnx."
        ) from error
    try:
        sheet = msgspec.toml.decode(raw, type=ModelSheet)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise ModelFolderError(
            f"{path}: {error}. Correct that key; models/README.md lists them all."
        ) from error
    for right, problem in _rules(sheet):
        if not right:
            raise ModelFolderError(f"{path}: {problem}.")
    return sheet


def _rules(sheet: ModelSheet) -> Iterator[tuple[bool, str]]:
    """What a sheet must keep to, and what to say when it does not."""
    yield (
        bool(sheet.licence.strip()),
        "licence is empty. Write the licence its maker gives (an SPDX name such as Apache-2.0); "
        "without one nobody may use the model",
    )
    yield (bool(sheet.classes), "classes is empty. List the model's classes in its own order")
    for name, threshold in sheet.thresholds.items():
        yield (
            name in sheet.reported and 0.0 <= threshold <= 1.0,
            f"thresholds.{name} = {threshold} must name one of the classes "
            f"({', '.join(sheet.reported)}) and lie in 0–1",
        )
    for name in sheet.names:
        yield (
            name in sheet.classes,
            f"names.{name} is none of the model's classes ({', '.join(sheet.classes)}). "
            "Write the class as the model's maker spells it",
        )
    sides = (sheet.input.width, sheet.input.height)
    yield (
        16 <= min(sides) <= max(sides) <= MOST_INPUT_PX and 0 not in sheet.input.std,
        f"[input] must be 16 to {MOST_INPUT_PX} px wide and high with no std of 0",
    )
