"""What every decoder asks of a network's outputs, and what it says when they do not fit."""

from __future__ import annotations

from collections.abc import Mapping

from models.detections import FloatArray
from models.errors import OutputsUnfitError
from models.sheet import ModelSheet

Outputs = Mapping[str, FloatArray]


def only_output(outputs: Outputs, sheet: ModelSheet, wanted: str, axes: int = 3) -> FloatArray:
    """Return the one output of a network without its batch axis of 1.

    `wanted` describes it for the message. Raises OutputsUnfitError when there are others too, or
    it has another number of `axes` (batch included).
    """
    if len(outputs) != 1:
        raise unfit(outputs, sheet, f"one output {wanted}")
    (value,) = outputs.values()
    if value.ndim != axes or value.shape[0] != 1:
        raise unfit(outputs, sheet, f"one output {wanted}")
    first: FloatArray = value[0]
    return first


def unfit(outputs: Outputs, sheet: ModelSheet, wanted: str) -> OutputsUnfitError:
    """The error of a decoder that was given other outputs than it reads."""
    shapes = {name: tuple(value.shape) for name, value in outputs.items()}
    return OutputsUnfitError(
        f"The decoder {sheet.decoder!r} needs outputs {wanted}, but {sheet.name} gives {shapes}. "
        "Name another decoder in model.toml, make its classes and [input] those of the model, or "
        "export the model with these outputs."
    )
