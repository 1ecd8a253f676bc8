"""Room: kiosk. The kiosk itself before the doctor: disk, journal, server, clock, voice."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from hardware import WordBook
from kiosk.backlog import backlog_of
from kiosk.doctor.findings import Line, own_line
from kiosk.identity import IdentityError, is_paired, load_identity
from kiosk.journal_check import check_journal
from kiosk.journal_export import open_journal
from kiosk.reserve import ATTEMPT_BYTES
from kiosk.screens.voice import Voice
from kiosk.state_text import say_state
from kiosk.texts import load_catalogue
from protocol import ProtocolError

WORDS = WordBook(Path(__file__).with_name("texts"))
JOURNAL = "journal.db"
SILENT_DAYS = 7
"""So long may a kiosk be out of touch before somebody should look after it."""
FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)
"""No kiosk of ours existed before: an earlier clock is wrong."""


def look_at_itself(folder: Path, language: str, now: datetime) -> Iterator[Line]:
    """Everything that is not a device."""
    yield _disk(folder, language)
    yield _clock(language, now)
    yield _voice(language)
    yield _server(folder, language, now)
    yield _journal(folder, language)


def _disk(folder: Path, language: str) -> Line:
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    free = shutil.disk_usage(there).free
    told = {"free": free // 2**20, "needed": ATTEMPT_BYTES // 2**20}
    if free < ATTEMPT_BYTES:
        return own_line(WORDS, "disk", "broken", "full", language, told)
    return own_line(WORDS, "disk", "ready", "ready", language, told)


def _clock(language: str, now: datetime) -> Line:
    if now < FIRST_DAY:
        return own_line(WORDS, "clock", "broken", "past", language, {"day": f"{now:%Y-%m-%d}"})
    return own_line(
        WORDS, "clock", "ready", "ready", language, {"day": f"{now:%Y-%m-%d %H:%M} UTC"}
    )


def _voice(language: str) -> Line:
    if not Voice().available:
        return own_line(WORDS, "voice", "absent", "absent", language)
    return own_line(WORDS, "voice", "ready", "ready", language)


def _server(folder: Path, language: str, now: datetime) -> Line:
    if not is_paired(folder):
        return own_line(WORDS, "server", "not_set_up", "not_paired", language)
    try:
        identity = load_identity(folder)
    except (IdentityError, ProtocolError) as error:
        return own_line(WORDS, "server", "broken", "keys", language, detail=str(error))
    if not (folder / JOURNAL).is_file():
        return own_line(WORDS, "server", "ready", "never", language, {"name": identity.name})
    journal = open_journal(folder / JOURNAL)
    heard, backlog = journal.last_contact(), backlog_of(journal)
    journal.close()
    state = say_state(load_catalogue(language), backlog, heard, now=now)
    if heard is None:
        return own_line(WORDS, "server", "ready", "never", language, {"name": identity.name})
    if (now - datetime.fromisoformat(heard)).days >= SILENT_DAYS:
        return own_line(
            WORDS, "server", "broken", "silent", language, {"state": state, "days": SILENT_DAYS}
        )
    return own_line(WORDS, "server", "ready", "ready", language, {"state": state})


def _journal(folder: Path, language: str) -> Line:
    path = folder / JOURNAL
    if not path.is_file():
        return own_line(WORDS, "journal", "not_set_up", "none", language)
    report = check_journal(path)
    if report.sound:
        return own_line(WORDS, "journal", "ready", "ready", language, {"entries": report.entries})
    first = str(report.findings[0])
    return own_line(
        WORDS, "journal", "broken", "damaged", language, {"faults": len(report.findings)}, first
    )
