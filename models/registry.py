"""The one place that says which models, decoders and evaluations exist. Imports nothing heavy.

Entries are "module:function", resolved when first used, so a model's folder brings its own
decoder without this room's core importing it.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from models.errors import ModelFolderError, ModelNotFoundError
from models.sheet import ModelSheet, read_sheet

MODELS_ROOT = Path(__file__).parent

DECODERS: Mapping[str, str] = {
    "acredita.boxes": "models.boxes:decode_boxes",
    "acredita.pieces": "models.table_setting.pieces:decode_pieces",
    "acredita.units": "models.masonry.decode:decode_units",
    "yolox": "models.decoders.yolox:decode_yolox",
    "yolo.raw": "models.decoders.yolo_raw:decode_yolo_raw",
    "yolo.nms": "models.decoders.yolo_nms:decode_yolo_nms",
    "keypoints.heatmap": "models.decoders.heatmap:decode_heatmaps",
    "keypoints.simcc": "models.decoders.simcc:decode_simcc",
}
"""model.toml `decoder` → function (outputs, placement, sheet) → Detections."""

EVALUATIONS: Mapping[str, str] = {
    "boxes": "models.box_evaluation:evaluate_boxes",
    "pieces": "models.table_setting.evaluation:evaluate_pieces",
    "units": "models.masonry.evaluation:evaluate_units",
}
"""model.toml `task` → function (model, data folder) → figures as a dict."""

RECIPES: Mapping[str, str] = {
    "masonry": "models.masonry.recipe.make:make",
    "table_setting": "models.table_setting.recipe.make:make",
}
"""Models that one command makes again → function (folder to work in, model folder) → test set."""

RECIPES_OF_PHOTOGRAPHS: Mapping[str, str] = {
    "ppe": "models.ppe.recipe.make:make",
}
"""The same for models of photographs that the project may not pass on → function (folder to work
in, model folder, photographs) → test set."""


_OWN_ROOTS: list[Path] = []
"""Where a centre keeps models of its own, looked in before MODELS_ROOT."""


def find_model_folder(name: str | Path) -> Path:
    """Return the folder of a model, given its name or any folder with a model.toml.

    Raises ModelNotFoundError naming the models there are.
    """
    for folder in (*(root / name for root in (*_OWN_ROOTS, MODELS_ROOT)), Path(name)):
        if (folder / "model.toml").is_file():
            return folder
    names = ", ".join(sheet.name for sheet in list_models()) or "none yet"
    raise ModelNotFoundError(
        f"There is no model {str(name)!r}. Models here: {names}. "
        "Give one of these, or a folder with model.toml and model.onnx."
    )


def list_models(roots: Sequence[Path] | None = None) -> list[ModelSheet]:
    """Return the sheets of all models in these folders, by name; of one name the first counts.

    Without `roots`: a centre's own, then ours.
    """
    sheets: dict[str, ModelSheet] = {}
    for root in (*_OWN_ROOTS, MODELS_ROOT) if roots is None else roots:
        for path in sorted(root.glob("*/model.toml")):
            sheet = read_sheet(path.parent)
            sheets.setdefault(sheet.name, sheet)
    return [sheets[name] for name in sorted(sheets)]


def use_models_from(folder: Path) -> None:
    """Look for models in a centre's own folder first, as long as this process runs.

    A model there takes the place of ours of the same name. Raises ModelNotFoundError when it is
    no folder.
    """
    if not folder.is_dir():
        raise ModelNotFoundError(
            f"{folder} is no folder: make it, with a folder a model in it, or leave out models_dir."
        )
    _OWN_ROOTS.insert(0, folder)


def resolve(
    entries: Mapping[str, str], key: str, *, what: str, sheet: ModelSheet
) -> Callable[..., Any]:
    """Return the function a model.toml names by `key`.

    Raises ModelFolderError when the registry has no such entry.
    """
    try:
        entry = entries[key]
    except KeyError as error:
        raise ModelFolderError(
            f"model.toml of {sheet.name!r} names the {what} {key!r}, which does not exist. "
            f"Use one of: {', '.join(sorted(entries))}."
        ) from error
    return load_entry(entry)


def load_entry(entry: str) -> Callable[..., Any]:
    """Return the function of a registry's entry "module:function"."""
    module, _, function = entry.partition(":")
    resolved: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return resolved
