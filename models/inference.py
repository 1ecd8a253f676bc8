"""Loads a model folder and runs it on pictures. Touches model files and ONNX Runtime only."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
import structlog
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as reasons

from models.detections import Detections, FloatArray
from models.errors import (
    ModelDigestMismatchError,
    ModelFileError,
    ModelFolderError,
    ProviderMismatchError,
)
from models.onnx_file import check_onnx, read_onnx
from models.placement import Placement, check_image, lay, to_tensor
from models.registry import DECODERS, find_model_folder, resolve
from models.sheet import ModelSheet, read_sheet

log = structlog.get_logger()

PROVIDER = "CPUExecutionProvider"
THREADS = 2
UNLOADABLE = (
    reasons.Fail,
    reasons.InvalidArgument,
    reasons.InvalidGraph,
    reasons.InvalidProtobuf,
    reasons.NotImplemented,
    reasons.RuntimeException,
)
"""What ONNX Runtime raises for a file it cannot run; its exceptions share no base of their own."""

Outputs = Mapping[str, FloatArray]
Decoder = Callable[[Outputs, Placement, ModelSheet], Detections]


@dataclass(frozen=True, slots=True)
class Model:
    """A model ready to run: `sheet` says what it is, `digest` is the sha256 of its file."""

    sheet: ModelSheet
    folder: Path
    digest: str
    session: Any
    decoder: Decoder
    input_name: str
    output_names: tuple[str, ...]

    @property
    def digests(self) -> dict[str, str]:
        """Digests of all that decides what is found: the weights, and the sheet's settings."""
        return {self.sheet.name: self.digest, f"{self.sheet.name} settings": self.settings_digest}

    @property
    def settings_digest(self) -> str:
        """Digest of thresholds, input, decoder and further files, as model.toml gives them."""
        return self.sheet.settings_digest

    def run(self, image: NDArray[np.uint8]) -> tuple[dict[str, FloatArray], Placement]:
        """Return the network's raw outputs by name and how the picture was laid into its input.

        `image` is BGR, H×W×3 uint8. Raises ImageUnusableError for anything else.
        """
        check_image(image)
        canvas, placement = lay(image, self.sheet.input)
        tensor = to_tensor(canvas, self.sheet.input)
        values = self.session.run(self.output_names, {self.input_name: tensor})
        return dict(zip(self.output_names, values, strict=True)), placement

    def find(self, image: NDArray[np.uint8]) -> Detections:
        """Return what the model finds in a BGR picture, in that picture's pixels.

        Everything above the sheet's lowest useful confidence (`options.floor`) is returned; who
        decides compares with `sheet.thresholds`. Raises ImageUnusableError.
        """
        outputs, placement = self.run(image)
        return self.decoder(outputs, placement, self.sheet)


def load_model(name: str | Path, *, threads: int = THREADS) -> Model:
    """Load a model by name or folder, checking that its file is the one model.toml vouches for.

    Raises ModelNotFoundError, ModelFolderError, ModelDigestMismatchError or ProviderMismatchError.
    """
    folder = find_model_folder(name)
    sheet = read_sheet(folder)
    decoder = resolve(DECODERS, sheet.decoder, what="decoder", sheet=sheet)
    path = folder / sheet.file
    content = _read_vouched(path, sheet)
    check_onnx(read_onnx(content, str(path)), str(path))
    session = open_session(content, path, threads)
    input_name = check_input(session, path, sheet)
    provider = session.get_providers()[0]
    if provider != PROVIDER:
        raise ProviderMismatchError(
            f"{sheet.name} would run on {provider} instead of {PROVIDER}. "
            "Install the onnxruntime build for this machine."
        )
    log.info(
        "model.loaded",
        model=sheet.name,
        version=sheet.version,
        digest=sheet.sha256,
        provider=provider,
    )
    outputs = tuple(output.name for output in session.get_outputs())
    return Model(sheet, folder, sheet.sha256, session, decoder, input_name, outputs)


def _read_vouched(path: Path, sheet: ModelSheet) -> bytes:
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise ModelFolderError(
            f"{path} is missing. Put the model's file there, or name it with `file` in model.toml; "
            "one of ours is restored from the repository or exported with its recipe."
        ) from error
    found = hashlib.sha256(content).hexdigest()
    if found != sheet.sha256:
        raise ModelDigestMismatchError(
            f"{path} has sha256 {found}, but model.toml vouches for {sheet.sha256}: another "
            "model's file lies under this name. Restore the file that belongs here; if you changed "
            "the model on purpose, evaluate it, write the figures into card.md and the new sha256 "
            "into model.toml."
        )
    return content


def open_session(content: bytes, path: Path, threads: int = THREADS) -> Any:
    """Open a network that runs the same way every time: the same picture, the same bits.

    Raises ModelFileError when ONNX Runtime cannot run it; `path` is for the message.
    """
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
    options.use_deterministic_compute = True
    options.log_severity_level = 3
    # Idle threads wait instead of spinning: a kiosk has two cores, and a screen to draw on them.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return ort.InferenceSession(content, options, providers=[PROVIDER])
    except UNLOADABLE as error:
        raise ModelFileError(
            f"{path} cannot be run by ONNX Runtime {ort.__version__}: {error}. "
            "Export it again as one self-contained file with opset 17 or so."
        ) from error


def check_input(session: Any, path: Path, sheet: ModelSheet) -> str:
    """Return the name of the network's one input, a picture as the sheet says.

    Raises ModelFolderError when it is anything else.
    """
    inputs = session.get_inputs()
    wanted = (1, 3, sheet.input.height, sheet.input.width)
    if len(inputs) != 1:
        names = ", ".join(f"{one.name} {one.shape}" for one in inputs)
        raise ModelFolderError(
            f"{path} needs {len(inputs)} inputs ({names}), but a model here is given one picture "
            "of 1×3×height×width. Export it with that input alone, everything else built in."
        )
    (only,) = inputs
    shape = only.shape
    fits = len(shape) == 4 and all(
        not isinstance(have, int) or have == want for have, want in zip(shape, wanted, strict=True)
    )
    if not fits or only.type != "tensor(float)":
        raise ModelFolderError(
            f"{path} takes {shape} of {only.type}, but model.toml gives it {list(wanted)} of "
            "tensor(float): batch, channels, height, width. Write the model's width and height "
            "under [input], or export it with such an input (no batch, channels before rows)."
        )
    return str(only.name)
