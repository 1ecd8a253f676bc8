"""The kiosk's part: one test in a process of its own, started again when it is killed."""

import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import structlog

from acredita.demo.inputs import DemoInput
from acredita.demo.plan import DemoPlan, Progress
from acredita.errors import DemoError
from acredita.processes import python_module
from scenarios import AIScore

log = structlog.get_logger()

MOST_STARTS = 30
WITHIN_S = 300.0
NOT_SENT_YET = 3  # exit code: sealed, but the server has not confirmed everything
SAID = {
    "step": "  step: {step}",
    "camera lost": "  the camera gives no picture: the clock has stopped ({problem})",
    "camera back": "  the camera is back: the clock goes on",
    "scored": "  scores proposed",
    "sealed": "  attempt sealed with the kiosk's key",
    "sent": "  everything sent and confirmed by the server",
}


class _Happened(msgspec.Struct):
    what: str
    details: dict[str, object]


@dataclass(frozen=True)
class KioskAttempt:
    """An attempt as the kiosk's journal holds it; evidence as (digest, role, media type)."""

    log: Mapping[str, object]
    scores: Sequence[AIScore]
    evidence: Sequence[tuple[str, str, str]]


def run_kiosk(
    plan: DemoPlan,
    progress: Progress,
    kiosk_folder: Path,
    shown: DemoInput,
    say: Callable[[str], None],
) -> None:
    """Run the test to its end. Raises DemoError, with the log's last line, when it cannot."""
    logs = plan.directory / "logs"
    command = _command(plan, progress, kiosk_folder, shown)
    end = time.monotonic() + WITHIN_S
    code = -1
    for _ in range(MOST_STARTS):
        code = _run_once(command, logs, say)
        if code == 0:
            return
        killed = code < 0 or code == NOT_SENT_YET
        if not killed or time.monotonic() > end:
            break
        log.warning("kiosk.started_again", code=code)
    lines = (logs / "kiosk.log").read_text(errors="replace").strip().splitlines() or ["(nothing)"]
    raise DemoError(f"The kiosk could not finish the test: {lines[-1]} (log: {logs}/kiosk.log)")


def read_attempt(kiosk_folder: Path, attempt: str) -> KioskAttempt:
    """Read an attempt from the kiosk's journal."""
    from kiosk.journal import Journal

    journal = Journal(kiosk_folder / "journal.db")
    try:
        events, seal = journal.events_of(attempt), journal.seal_of(attempt)
    finally:
        journal.close()
    proposed = [event.body["scores"] for event in events if event.kind == "score.proposed"]
    return KioskAttempt(
        log=msgspec.to_builtins({"attempt": attempt, "events": events, "seal": seal}),
        scores=msgspec.convert(proposed[-1], list[AIScore]) if proposed else [],
        evidence=[
            (str(event.body["digest"]), str(event.body["role"]), str(event.body["media_type"]))
            for event in events
            if event.kind == "evidence.captured"
        ],
    )


def _run_once(command: list[str], logs: Path, say: Callable[[str], None]) -> int:
    with (logs / "kiosk.log").open("ab") as errors:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, text=True
        )
        (logs / "kiosk.pid").write_text(str(process.pid))
        try:
            for line in process.stdout or ():
                happened = msgspec.json.decode(line, type=_Happened)
                if happened.what in SAID:
                    say(SAID[happened.what].format_map(happened.details))
            return process.wait()
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()


def _command(plan: DemoPlan, progress: Progress, kiosk_folder: Path, shown: DemoInput) -> list[str]:
    command = python_module(
        "acredita", "kiosk", "headless", plan.scenario, "--attempt", progress.attempt,
        "--candidate", progress.candidate, "--language", plan.language, "--dir", kiosk_folder,
    )  # fmt: skip
    if shown.intrinsics is not None:
        command += ["--intrinsics", str(shown.intrinsics)]
    if plan.input_kind == "simulated":
        return [*command, "--simulated", shown.sources[0], "--seed", str(progress.seed)]
    command.append("--rendered" if plan.input_kind == "rendered" else "--demonstration")
    option = {"photo": "--photo", "camera": "--camera"}.get(plan.input_kind, "--video")
    for source in shown.sources:
        command += [option, source]
    return command
