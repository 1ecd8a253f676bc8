"""Makes a model again from its recipe. Touches model folders; the recipes need torch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from models.errors import ModelError, ModelNotFoundError
from models.registry import MODELS_ROOT, RECIPES, load_entry

Make = Callable[[Path, Path], Path]
"""(folder to work in, model folder) → a folder of pictures to evaluate the new model on."""


class TrainingNotInstalledError(ModelError):
    """A recipe needs what only the `train` extra installs."""


def train_model(name: str, work: Path) -> Path:
    """Make a model again: its recipe writes model.onnx and its digest into the model's folder.

    `work` keeps pictures and checkpoints: a run that was stopped goes on from there. Returns a
    folder of pictures the model never saw, to evaluate it on. Raises ModelNotFoundError for a
    model without a one-command recipe, TrainingNotInstalledError where torch is not installed.
    """
    if name not in RECIPES:
        raise ModelNotFoundError(
            f"There is no one-command recipe for {name!r}. There is one for: "
            f"{', '.join(RECIPES)}; the card of another model says how it was made."
        )
    try:
        make: Make = load_entry(RECIPES[name])
    except ModuleNotFoundError as error:
        if error.name is None or error.name.split(".")[0] not in ("torch", "onnx"):
            raise
        raise TrainingNotInstalledError(
            f"Training needs {error.name}, which is not installed here: run `uv sync --extra "
            "train` (or `pip install acredita[train]`) and try again."
        ) from error
    work.mkdir(parents=True, exist_ok=True)
    return make(work, MODELS_ROOT / name)
