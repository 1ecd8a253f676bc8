"""model.toml, the data sheet of a model folder: its schema and its reading. Touches files only."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from models.errors import ModelFolderError, ModelNotFoundError


class InputSheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How a picture becomes the model's input: letterboxed, then (pixel − mean) / std.

    `width` and `height` in px; `channels` the order the model was trained with; `pad` the grey
    (0–255) beside the letterboxed picture; `mean` and `std` per channel in 0–255, in that order.
    """

    width: int
    height: int
    channels: Literal["rgb", "bgr"] = "rgb"
    pad: int = 114
    mean: tuple[float, float, float] = (0.0, 0.0, 0.0)
    std: tuple[float, float, float] = (255.0, 255.0, 255.0)


class ModelSheet(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What model.toml says: what the model is for, how to run it, and which file it vouches for.

    `task` chooses how it is evaluated, `decoder` how its outputs become Detections (models/
    registry.py lists both); `sha256` is the digest of `file`; `thresholds` the confidence from
    which a class counts as found, chosen on validation data; `options` numbers of the decoder;
    `parts` further files the model needs and their sha256.
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
    for name, threshold in sheet.thresholds.items():
        if name not in sheet.classes or not 0.0 <= threshold <= 1.0:
            raise ModelFolderError(
                f"{path}: thresholds.{name} = {threshold} must name one of the classes "
                f"({', '.join(sheet.classes)}) and lie in 0–1."
            )
    return sheet
