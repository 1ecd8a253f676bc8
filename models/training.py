"""Makes a model again from its recipe. Touches model folders; the recipes need torch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from models.errors import DataFolderError, ModelError, ModelNotFoundError
from models.registry import MODELS_ROOT, RECIPES, RECIPES_OF_PHOTOGRAPHS, load_entry


class TrainingNotInstalledError(ModelError):
    """A recipe needs what only the `train` extra installs."""


def train_model(name: str, work: Path, photographs: Path | None = None) -> Path:
    """Make a model again: its recipe writes model.onnx and its digest into the model's folder.

    `work` keeps pictures and checkpoints: a run that was stopped goes on from there. `photographs`
    (images/ and labels/) are for models of photographs alone; the others draw their own. Returns a
    folder of pictures the model never saw, to evaluate it on. Raises ModelNotFoundError for a
    model without a one-command recipe, DataFolderError for photographs missing or not wanted,
    TrainingNotInstalledError where torch is not installed.
    """
    folder = MODELS_ROOT / name
    if name in RECIPES_OF_PHOTOGRAPHS:
        if photographs is None or not (photographs / "images").is_dir():
            raise DataFolderError(
                f"{name} is trained on photographs, which this project may not pass on: give "
                f"--data FOLDER with images/ and labels/ in it; models/{name}/card.md names ours."
            )
        make = _recipe(RECIPES_OF_PHOTOGRAPHS, name)
        work.mkdir(parents=True, exist_ok=True)
        test: Path = make(work, folder, photographs)
        return test
    if name not in RECIPES:
        known = ", ".join(sorted({**RECIPES, **RECIPES_OF_PHOTOGRAPHS}))
        raise ModelNotFoundError(
            f"There is no one-command recipe for {name!r}. There is one for: {known}; the card of "
            "another model says how it was made."
        )
    if photographs is not None:
        raise DataFolderError(f"{name} draws its own pictures: leave --data out.")
    make = _recipe(RECIPES, name)
    work.mkdir(parents=True, exist_ok=True)
    drawn: Path = make(work, folder)
    return drawn


def _recipe(recipes: Mapping[str, str], name: str) -> Callable[..., Any]:
    """Return a recipe's function. Raises TrainingNotInstalledError where torch is missing."""
    try:
        return load_entry(recipes[name])
    except ModuleNotFoundError as error:
        if error.name is None or error.name.split(".")[0] not in ("torch", "onnx"):
            raise
        raise TrainingNotInstalledError(
            f"Training needs {error.name}, which is not installed here: run `uv sync --extra "
            "train` (or `pip install acredita[train]`) and try again."
        ) from error
