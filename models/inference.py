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
from models.errors import ModelDigestMismatchError, ModelFolderError, ProviderMismatchError
from models.placement import Placement, check_image, letterbox, to_tensor
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

    def run(self, image: NDArray[np.uint8]) -> tuple[dict[str, FloatArray], Placement]:
        """Return the network's raw outputs by name and how the picture was laid into its input.

        `image` is BGR, H×W×3 uint8. Raises ImageUnusableError for anything else.
        """
        check_image(image)
        canvas, placement = letterbox(image, self.sheet.input)
        tensor = to_tensor(canvas, self.sheet.input)
        names = [output.name for output in self.session.get_outputs()]
        values = self.session.run(names, {self.session.get_inputs()[0].name: tensor})
        return dict(zip(names, values, strict=True)), placement

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
    content = _read_vouched(folder / sheet.file, sheet)
    session = _open_session(content, folder / sheet.file, threads)
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
    return Model(sheet, folder, sheet.sha256, session, decoder)


def _read_vouched(path: Path, sheet: ModelSheet) -> bytes:
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise ModelFolderError(
            f"{path} is missing. Restore it from the repository, or export it again "
            f"with models/{sheet.name}/recipe."
        ) from error
    found = hashlib.sha256(content).hexdigest()
    if found != sheet.sha256:
        raise ModelDigestMismatchError(
            f"{path} has sha256 {found}, but model.toml vouches for {sheet.sha256}. Restore the "
            "file from the repository; if you changed the model on purpose, evaluate it, write "
            "the figures into card.md and the new sha256 into model.toml."
        )
    return content


def _open_session(content: bytes, path: Path, threads: int) -> Any:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Idle threads wait instead of spinning: a kiosk has two cores, and a screen to draw on them.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return ort.InferenceSession(content, options, providers=[PROVIDER])
    except UNLOADABLE as error:
        raise ModelFolderError(
            f"{path} cannot be run by ONNX Runtime {ort.__version__}: {error}. "
            "Export it again as one self-contained file (no external data)."
        ) from error
