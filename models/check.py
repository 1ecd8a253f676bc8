"""Checks a model folder before a centre relies on it: what it says, what it is, how fast it is.

Touches the folder it is given, and runs the model on one picture.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from models.errors import ModelError, ModelFileError
from models.inference import PROVIDER, THREADS, Model, check_input, open_session
from models.onnx_file import OnnxFacts, check_onnx, read_onnx
from models.registry import DECODERS, EVALUATIONS, resolve
from models.sheet import ModelSheet, read_sheet

RUNS, LONGEST_S = 20, 4.0
"""A speed is the median of this many runs, fewer of a model that would take longer than this."""
NO_LICENCE = frozenset({"", "none", "unknown", "?", "todo", "tbd", "n/a"})


class Finding(msgspec.Struct, frozen=True):
    """One thing looked at: `text` says what was found; `remedy` what to do, None when all is well.

    `what` is one of card, licence, classes, thresholds, file, digest, onnx, input, provider,
    decoder, answers, evaluation.
    """

    what: str
    text: str
    remedy: str | None = None


class Port(msgspec.Struct, frozen=True):
    """An input or output of the network; a shape's words are sizes that may vary."""

    name: str
    shape: list[int | str]
    type: str


class Speed(msgspec.Struct, frozen=True):
    """Median milliseconds on `picture` (width, height) with `threads`: of `session.run` alone, and
    from the picture to detections."""

    run_ms: float
    find_ms: float
    picture: tuple[int, int]
    threads: int


class ModelReport(msgspec.Struct):
    """All that a check found; None where it did not get that far."""

    folder: str
    name: str | None = None
    version: str | None = None
    licence: str | None = None
    decoder: str | None = None
    classes: list[str] = []
    names: dict[str, str] = {}
    thresholds: dict[str, float] = {}
    bytes: int | None = None
    digest: str | None = None
    ir_version: int | None = None
    opset: int | None = None
    producer: str | None = None
    inputs: list[Port] = []
    outputs: list[Port] = []
    provider: str | None = None
    speed: Speed | None = None
    detections: int | None = None
    findings: list[Finding] = []

    @property
    def faults(self) -> list[Finding]:
        """What must be mended before the model may be used."""
        return [finding for finding in self.findings if finding.remedy is not None]


def check_model(folder: Path, picture: NDArray[np.uint8] | None = None) -> ModelReport:
    """Look at everything a model folder needs; never raises for a faulty folder.

    `picture` (BGR) is what it is tried on; without one a grey one with shapes.
    """
    report = ModelReport(str(folder))
    with _noted(report, "card"):
        sheet = read_sheet(folder)
        _check_card(report, folder, sheet)
        content = _check_file(report, folder, sheet)
        if content is not None:
            _check_network(
                report, folder, sheet, content, _sample() if picture is None else picture
            )
    return report


@contextmanager
def _noted(report: ModelReport, what: str) -> Iterator[None]:
    """Turn an error of this room into a finding: its message holds fault and remedy."""
    try:
        yield
    except ModelError as error:
        report.findings.append(Finding(what, "", str(error)))


def _note(report: ModelReport, what: str, text: str, fault: bool = False, remedy: str = "") -> None:
    report.findings.append(Finding(what, text, remedy if fault else None))


def _check_card(report: ModelReport, folder: Path, sheet: ModelSheet) -> None:
    report.name, report.version, report.licence = sheet.name, sheet.version, sheet.licence
    report.decoder, report.classes = sheet.decoder, list(sheet.classes)
    report.names, report.thresholds = sheet.names, sheet.thresholds
    there = (folder / "card.md").is_file()
    _note(report, "card", "model.toml" + (" and card.md" if there else ""), not there,
          "Write card.md: what the model is for, what it was trained on, its licence, how well it "
          "does on pictures of this centre, where it fails.")  # fmt: skip
    _note(report, "licence", sheet.licence, sheet.licence.strip().lower() in NO_LICENCE,
          "Ask the model's maker for its licence and write it down; without one nobody may use "
          "the model.")  # fmt: skip
    left_out = len(sheet.classes) - len(sheet.names) if sheet.names else 0
    _note(report, "classes", f"{len(sheet.classes)}, reported as {', '.join(sheet.reported)}"
          + (f" ({left_out} left out)" if left_out else ""))  # fmt: skip
    without = [name for name in sheet.reported if name not in sheet.thresholds]
    chosen = ", ".join(f"{name} {value:g}" for name, value in sheet.thresholds.items())
    _note(report, "thresholds", chosen or "none", bool(without),
          f"Write [thresholds] for {', '.join(without)}, chosen on labelled pictures of this "
          "centre (acredita model evaluate).")  # fmt: skip
    known = sheet.task in EVALUATIONS
    _note(report, "evaluation", sheet.task if known else f"none for the task {sheet.task!r}")


def _check_file(report: ModelReport, folder: Path, sheet: ModelSheet) -> bytes | None:
    path = folder / sheet.file
    try:
        content = path.read_bytes()
    except OSError as error:
        _note(report, "file", f"{path}: {error.strerror}", True,
              f"Put the model's ONNX file at {path}.")  # fmt: skip
        return None
    report.bytes, report.digest = len(content), hashlib.sha256(content).hexdigest()
    _note(report, "file", f"{sheet.file}, {len(content) / 1e6:.1f} MB")
    _note(report, "digest", report.digest, report.digest != sheet.sha256,
          f"model.toml vouches for {sheet.sha256 or 'nothing'}: another model's file lies here, or "
          f'it was changed. Restore it, or write sha256 = "{report.digest}" if it is the one you '
          "evaluated.")  # fmt: skip
    for name, digest in sheet.parts.items():
        part = folder / name
        held = hashlib.sha256(part.read_bytes()).hexdigest() if part.is_file() else "missing"
        _note(report, "digest", f"{name} {held}", held != digest,
              f"model.toml vouches for {digest} as {name}: restore that file.")  # fmt: skip
    return content


def _check_network(
    report: ModelReport,
    folder: Path,
    sheet: ModelSheet,
    content: bytes,
    picture: NDArray[np.uint8],
) -> None:
    path = folder / sheet.file
    facts = OnnxFacts()
    with _noted(report, "onnx"):
        facts = read_onnx(content, sheet.file)
        report.ir_version, report.opset = facts.ir_version, facts.opset
        report.producer = facts.producer
        check_onnx(facts, sheet.file)
        _note(report, "onnx", f"IR version {facts.ir_version}, opset {facts.opset}, "
              f"{len(facts.operators)} kinds of operators, self-contained")  # fmt: skip
    if not facts.ir_version or facts.external or facts.foreign:
        return
    try:
        session = open_session(content, path, THREADS)
    except ModelFileError as error:
        report.findings.append(Finding("onnx", "", str(error)))
        return
    _check_session(report, session)
    with _noted(report, "input"):
        input_name = check_input(session, path, sheet)
        _note(report, "input", _ports(report.inputs))
        with _noted(report, "decoder"):
            decoder = resolve(DECODERS, sheet.decoder, what="decoder", sheet=sheet)
            names = tuple(port.name for port in report.outputs)
            digest = report.digest or ""
            _try_out(
                report, Model(sheet, folder, digest, session, decoder, input_name, names), picture
            )


def _check_session(report: ModelReport, session: Any) -> None:
    report.inputs = [Port(one.name, list(one.shape), one.type) for one in session.get_inputs()]
    report.outputs = [Port(one.name, list(one.shape), one.type) for one in session.get_outputs()]
    report.provider = str(session.get_providers()[0])
    _note(report, "provider", report.provider, report.provider != PROVIDER,
          f"It must run on {PROVIDER}: install that build of onnxruntime.")  # fmt: skip


def _try_out(report: ModelReport, model: Model, picture: NDArray[np.uint8]) -> None:
    """Run and decode one picture, look at the answer, and take the time."""
    outputs, placement = model.run(picture)
    unsound = [name for name, value in outputs.items() if not np.isfinite(value).all()]
    found = model.decoder(outputs, placement, model.sheet)
    report.detections = len(found)
    _note(report, "decoder", f"{model.sheet.decoder} reads {_ports(report.outputs)}")
    _note(report, "answers", f"{len(found)} above the floor on the sample", bool(unsound),
          f"The outputs {', '.join(unsound)} are not all finite numbers: check [input] mean, std "
          "and channels, or export the model again.")  # fmt: skip
    tensor = np.zeros((1, 3, model.sheet.input.height, model.sheet.input.width), np.float32)
    names = model.output_names
    height, width = picture.shape[:2]
    report.speed = Speed(
        run_ms=_median_ms(lambda: model.session.run(names, {model.input_name: tensor})),
        find_ms=_median_ms(lambda: model.find(picture)),
        picture=(width, height),
        threads=THREADS,
    )


def _median_ms(work: Callable[[], object]) -> float:
    taken: list[float] = []
    while len(taken) < RUNS and sum(taken) < LONGEST_S:
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return round(1000 * float(np.median(taken)), 3)


def _ports(ports: list[Port]) -> str:
    return ", ".join(f"{port.name} {'×'.join(map(str, port.shape))}" for port in ports)


def _sample() -> NDArray[np.uint8]:
    """A picture of 1280×960 with light, shapes and noise; the same every time."""
    rng = np.random.default_rng(0)
    picture = np.linspace(60, 190, 1280)[None, :, None] + rng.normal(0, 6, (960, 1280, 3))
    for _ in range(12):
        x, y, w, h = rng.integers((0, 0, 40, 40), (1000, 700, 280, 260))
        picture[y : y + h, x : x + w] = rng.integers(20, 235, 3)
    return np.clip(picture, 0, 255).astype(np.uint8)
