"""Where a stored attempt is read from: a kiosk's folder, a journal export, a server's store."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from acredita.errors import AcreditaError
from protocol import Event, decode_event
from scenarios import Pack, find_packs


class StoredAttemptError(AcreditaError):
    """An attempt, or evidence of it, that is not where it was looked for."""


@dataclass(frozen=True)
class StoredAttempt:
    """An attempt's events, its evidence by digest, and the packs it may have been made with."""

    events: Sequence[Event]
    read: Callable[[str], bytes]
    packs: Sequence[Pack]


class _Line(msgspec.Struct):
    """A line of `acredita journal export`, as far as it is needed."""

    kind: str
    attempt: str
    entry: msgspec.Raw = msgspec.Raw(b"null")


@contextmanager
def from_kiosk(folder: Path, attempt: str) -> Iterator[StoredAttempt]:
    """An attempt in a kiosk's journal, with the evidence beside it."""
    from kiosk.journal_export import open_journal
    from kiosk.offer import packs_to_resume
    from kiosk.pulled import Pulled

    journal = open_journal(folder / "journal.db")
    try:
        events = journal.events_of(attempt)
    finally:
        journal.close()
    if not events:
        raise StoredAttemptError(
            f"{folder} has no attempt {attempt}: acredita journal export lists what it has."
        )
    yield StoredAttempt(
        events, _shelf(folder / "evidence"), packs_to_resume(find_packs(), Pulled(folder))
    )


@contextmanager
def from_export(file: Path, evidence: Path | None, attempt: str) -> Iterator[StoredAttempt]:
    """An attempt in the output of `acredita journal export`, with a folder of its evidence.

    Without `evidence` that is the folder beside the file.
    """
    try:
        lines = [
            msgspec.json.decode(line, type=_Line) for line in file.read_bytes().splitlines() if line
        ]
    except OSError as error:
        raise StoredAttemptError(f"{file} cannot be read ({error.strerror}).") from error
    except msgspec.MsgspecError as error:
        raise StoredAttemptError(
            f"{file} is no journal export ({error}): make it with acredita journal export."
        ) from error
    mine = [line for line in lines if line.attempt == attempt and line.kind == "event"]
    if not mine:
        raise StoredAttemptError(f"{file} has no attempt {attempt}.")
    events = [decode_event(bytes(line.entry)) for line in mine]
    yield StoredAttempt(events, _shelf(evidence or file.parent / "evidence"), find_packs())


@contextmanager
def from_server(directory: Path, attempt: str, evidence_url: str) -> Iterator[StoredAttempt]:
    """An attempt in a server's store, its evidence opened with the candidate's key."""
    from assessor_server.attempts import events_of, evidence_chunks
    from assessor_server.store import ServerFolder, open_store, reading
    from assessor_server.store.evidence_files import EvidenceFiles
    from assessor_server.vault import Vault

    folder = ServerFolder(directory)
    folder.require()
    vault = Vault.open(folder.master_key)
    files = EvidenceFiles.open(folder.evidence, evidence_url)
    engine = open_store(directory)
    try:
        with reading(engine) as connection:
            events = events_of(connection, attempt)
            if not events:
                raise StoredAttemptError(f"the server in {directory} has no attempt {attempt}.")
            yield StoredAttempt(
                events,
                lambda digest: b"".join(evidence_chunks(connection, vault, files, attempt, digest)),
                find_packs(),
            )
    finally:
        engine.dispose()


def _shelf(folder: Path) -> Callable[[str], bytes]:
    """Evidence in a folder, each piece under its digest."""

    def read(digest: str) -> bytes:
        try:
            return (folder / digest).read_bytes()
        except OSError as error:
            raise StoredAttemptError(
                f"{folder / digest} cannot be read ({error.strerror}): evidence that the server "
                "has confirmed may have made room on the kiosk; replay from the server's store."
            ) from error

    return read
