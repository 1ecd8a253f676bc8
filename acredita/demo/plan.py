"""What a demonstration is asked to do, and what it has done so far (kept in demo.json)."""

import os
import secrets
import shutil
from pathlib import Path
from typing import Literal

import msgspec

from acredita.errors import DemoError

InputKind = Literal["rendered", "simulated", "photo", "video", "camera"]
"""`simulated`: a candidate made of code plays on the screen; `sources` says expert or novice."""
# What a demonstration writes; nothing else in its folder is ever touched.
OWN_ENTRIES = (
    "server", "kiosk", "input", "evidence", "logs", "index.html", "summary.json", "attempt.json",
    "certificate.json", "certificate.pdf", "qr.png", "keyset.json", "status-list.json", "demo.json",
)  # fmt: skip


class DemoPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What the demonstration is asked to do."""

    directory: Path
    scenario: str = "tourism/table_setting"
    input_kind: InputKind = "rendered"
    sources: tuple[str, ...] = ()
    intrinsics: Path | None = None
    seed: int | None = None
    interactive: bool = False
    language: str = "es"


class Login(msgspec.Struct, frozen=True):
    """Name and password of one of the demonstration's people."""

    name: str
    password: str


class Progress(msgspec.Struct, kw_only=True):
    """What is done so far: a demonstration that was cut off goes on from here."""

    scenario: str
    input_kind: str
    sources: tuple[str, ...]
    seed: int
    candidate_name: str
    logins: dict[str, Login]
    web_port: int = 0
    intake_port: int = 0
    evidence_port: int = 0
    pairing_port: int = 0
    pulls_port: int = 0
    candidate: str = ""
    attempt: str = ""
    finished: bool = False


NAMES = (
    "Ana Beatriz Portillo", "José Ernesto Menjívar", "Marlene Xiomara Zelaya", "Luis Alonso Tzoc",
    "Reina Isabel Mejía", "Óscar Armando Chávez", "Dilcia Yamileth Núñez", "Mateo Ixcoy Batz",
)  # fmt: skip


def open_progress(plan: DemoPlan) -> Progress:
    """Return the progress of an unfinished run of the same plan, or begin a fresh one.

    Raises DemoError when the folder holds something that no demonstration wrote.
    """
    directory = plan.directory
    kept = _read(directory)
    if kept is not None and not kept.finished and _same(plan, kept):
        return kept
    _clear(directory, ours=kept is not None)
    seed = plan.seed if plan.seed is not None else secrets.randbelow(2**31)
    progress = Progress(
        scenario=plan.scenario,
        input_kind=plan.input_kind,
        sources=plan.sources,
        seed=seed,
        candidate_name=NAMES[seed % len(NAMES)],
        logins={
            role: Login(name, secrets.token_urlsafe(12))
            for role, name in (
                ("coordinator", "coordinadora"),
                ("assessor", "evaluadora"),
                ("certifying_officer", "certificador"),
            )
        },
    )
    save_progress(directory, progress)
    return progress


def save_progress(directory: Path, progress: Progress) -> None:
    """Keep the progress; readable by this user alone, since it holds passwords."""
    part = directory / ".demo.json.part"
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(msgspec.json.format(msgspec.json.encode(progress)))
        out.flush()
        os.fsync(out.fileno())
    part.replace(directory / "demo.json")


def _read(directory: Path) -> Progress | None:
    try:
        return msgspec.json.decode((directory / "demo.json").read_bytes(), type=Progress)
    except FileNotFoundError:
        return None
    except msgspec.DecodeError as error:
        raise DemoError(
            f"{directory / 'demo.json'} is damaged; delete the folder {directory} and try again."
        ) from error


def _same(plan: DemoPlan, kept: Progress) -> bool:
    return (kept.scenario, kept.input_kind, kept.sources) == (
        plan.scenario, plan.input_kind, plan.sources,
    ) and plan.seed in (None, kept.seed)  # fmt: skip


def _clear(directory: Path, *, ours: bool) -> None:
    if directory.exists() and any(directory.iterdir()) and not ours:
        raise DemoError(
            f"{directory} holds files that no demonstration wrote; name an empty folder with --dir."
        )
    directory.mkdir(parents=True, exist_ok=True)
    for entry in OWN_ENTRIES:
        path = directory / entry
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
