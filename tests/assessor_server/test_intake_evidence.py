"""Evidence over real sockets: sealed at rest, resumed, verified, refused when it lies."""

import hashlib
import os
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assessor_server.store import ServerFolder, reading, writing
from assessor_server.store.evidence_files import EvidenceFiles
from assessor_server.store.tables import attempts, evidence
from assessor_server.vault import Vault
from kiosk.identity import Identity
from kiosk.journal import Journal
from protocol.messages import Chunk, Entries, Have, Manifest, Refused, Stored

ATTEMPT, CANDIDATE = str(uuid.UUID(int=5)), "K7F-4Q2"
CLIP = os.urandom(50_000)
DIGEST = hashlib.sha256(CLIP).hexdigest()

OpenWire = Callable[[Identity, int], Any]


@pytest.fixture
def identity(intake: Any, tmp_path: Path) -> Identity:
    paired: Identity = intake.pair(tmp_path / "kiosk")
    return paired


@pytest.fixture
def line(intake: Any, identity: Identity, wire: OpenWire) -> Any:
    """An enrolled kiosk's bare evidence socket."""
    return wire(identity, intake.ports["evidence-port"])


def manifest(content: bytes = CLIP, **changes: Any) -> Manifest:
    described: dict[str, Any] = {
        "digest": hashlib.sha256(content).hexdigest(),
        "size": len(content),
        "media_type": "video/mp4",
        "attempt": ATTEMPT,
        "candidate": CANDIDATE,
    }
    return Manifest(**(described | changes))


def chunk(start: int, end: int, content: bytes = CLIP, digest: str = DIGEST) -> Chunk:
    return Chunk(digest=digest, offset=start, data=content[start:end])


def sealed_files(intake: Any) -> list[Path]:
    return list(ServerFolder(intake.directory).evidence.rglob("*.sealed"))


def read_back(intake: Any, attempt: str = ATTEMPT, digest: str = DIGEST) -> bytes:
    folder = ServerFolder(intake.directory)
    with reading(intake.engine) as connection:
        key = Vault.open(folder.master_key).existing_key(connection, CANDIDATE)
    return b"".join(EvidenceFiles(folder.evidence).chunks(attempt, digest, key))


def offset(answer: Any) -> int:
    assert isinstance(answer, Have), answer
    return answer.offset


def refusal(answer: Any) -> str:
    assert isinstance(answer, Refused), answer
    return answer.code


def test_evidence_is_read_back_as_it_was_sent(intake: Any, line: Any) -> None:
    assert offset(line.ask(manifest())) == 0
    assert offset(line.ask(chunk(0, 20_000))) == 20_000
    assert line.ask(chunk(20_000, 50_000)) == Stored(digest=DIGEST, attempt=ATTEMPT)
    assert read_back(intake) == CLIP
    (row,) = intake.rows(evidence)
    assert (row.candidate, row.stored_bytes, bool(row.completed_at)) == (CANDIDATE, 50_000, True)


def test_evidence_is_not_readable_on_the_disk(intake: Any, line: Any) -> None:
    text = b"the face of a person" * 100
    line.ask(manifest(text))
    line.ask(Chunk(digest=hashlib.sha256(text).hexdigest(), offset=0, data=text))
    (file,) = sealed_files(intake)
    assert b"face" not in file.read_bytes()


def test_evidence_of_an_erased_candidate_never_opens_again(intake: Any, line: Any) -> None:
    line.ask(manifest())
    line.ask(chunk(0, 50_000))
    vault = Vault.open(ServerFolder(intake.directory).master_key)
    with writing(intake.engine) as connection:
        vault.erase(connection, CANDIDATE, now="2026-11-22T18:00:00.000Z")
    with pytest.raises(Exception, match="erased"):
        read_back(intake)
    assert refusal(line.ask(manifest(b"more"))) == "erased"


def test_stored_evidence_is_not_taken_again(line: Any) -> None:
    line.ask(manifest())
    line.ask(chunk(0, 50_000))
    assert line.ask(manifest()) == Stored(digest=DIGEST, attempt=ATTEMPT)


def test_empty_evidence_is_stored_at_its_manifest(line: Any) -> None:
    assert isinstance(line.ask(manifest(b"")), Stored)


def test_evidence_goes_on_at_the_last_stored_chunk_after_a_kill(
    intake: Any, identity: Identity, line: Any, wire: OpenWire
) -> None:
    line.ask(manifest())
    line.ask(chunk(0, 30_000))
    intake.kill()
    intake.start()
    again = wire(identity, intake.ports["evidence-port"])
    assert offset(again.ask(manifest())) == 30_000
    assert isinstance(again.ask(chunk(30_000, 50_000)), Stored)
    assert read_back(intake) == CLIP


@pytest.mark.parametrize("damage", ["cut off", "altered"])
def test_evidence_goes_on_before_a_chunk_a_crash_damaged(
    intake: Any, identity: Identity, line: Any, wire: OpenWire, damage: str
) -> None:
    line.ask(manifest())
    line.ask(chunk(0, 20_000))
    line.ask(chunk(20_000, 40_000))
    intake.kill()
    (file,) = sealed_files(intake)
    content = bytearray(file.read_bytes())
    if damage == "altered":
        content[-1] ^= 1
    file.write_bytes(content if damage == "altered" else content[:-10])
    intake.start()
    line = wire(identity, intake.ports["evidence-port"])
    assert offset(line.ask(manifest())) == 20_000
    line.ask(chunk(20_000, 40_000))
    assert isinstance(line.ask(chunk(40_000, 50_000)), Stored)
    assert read_back(intake) == CLIP


def test_a_chunk_that_comes_twice_is_stored_once(intake: Any, line: Any) -> None:
    line.ask(manifest())
    assert offset(line.ask(chunk(0, 20_000))) == 20_000
    assert offset(line.ask(chunk(0, 20_000))) == 20_000
    line.ask(chunk(20_000, 50_000))
    assert read_back(intake) == CLIP


def test_a_chunk_out_of_order_is_refused(line: Any) -> None:
    line.ask(manifest())
    assert refusal(line.ask(chunk(20_000, 30_000))) == "out_of_order"
    assert offset(line.ask(chunk(0, 20_000))) == 20_000


def test_a_chunk_without_manifest_is_refused(line: Any) -> None:
    assert refusal(line.ask(chunk(0, 20_000))) == "no_manifest"


def test_a_lying_hash_is_refused_and_removed(intake: Any, line: Any) -> None:
    line.ask(manifest())
    assert refusal(line.ask(chunk(0, 50_000, content=bytes(50_000)))) == "hash_mismatch"
    assert (sealed_files(intake), intake.rows(evidence)) == ([], [])
    assert offset(line.ask(manifest())) == 0
    assert isinstance(line.ask(chunk(0, 50_000)), Stored)


def test_more_than_was_announced_is_refused_and_removed(intake: Any, line: Any) -> None:
    line.ask(manifest(size=10_000))
    assert refusal(line.ask(chunk(0, 20_000))) == "hash_mismatch"
    assert sealed_files(intake) == []


@pytest.fixture
def attempt(
    intake: Any, identity: Identity, wire: OpenWire, attempt_maker: Any, tmp_path: Path
) -> str:
    """An attempt of the kiosk that the intake has stored."""
    journal = Journal(tmp_path / "kiosk" / "journal.db")
    made: str = attempt_maker.whole(journal, identity.seal_key)
    entries = Entries(stream="0f" * 16, first_seq=1, entries=journal.entries_after(0))
    wire(identity, intake.ports["port"]).ask(entries)
    assert [row.id for row in intake.rows(attempts)] == [made]
    return made


def test_evidence_for_another_kiosks_attempt_is_refused(
    intake: Any, wire: OpenWire, attempt: str, tmp_path: Path
) -> None:
    other = wire(intake.pair(tmp_path / "other kiosk"), intake.ports["evidence-port"])
    assert refusal(other.ask(manifest(attempt=attempt))) == "not_yours"


def test_evidence_under_another_candidates_key_is_refused(line: Any, attempt: str) -> None:
    assert refusal(line.ask(manifest(attempt=attempt, candidate="ZZZ-999"))) == "not_yours"


def test_a_piece_the_kiosk_sent_for_one_attempt_need_not_be_sent_for_the_next(
    intake: Any, line: Any, attempt: str
) -> None:
    line.ask(manifest(attempt=attempt))
    line.ask(chunk(0, 50_000))
    assert line.ask(manifest()) == Stored(digest=DIGEST, attempt=ATTEMPT)
    assert read_back(intake) == CLIP
    one, other = sealed_files(intake)
    assert one.samefile(other)


def test_a_kiosk_that_only_knows_a_digest_has_to_send_the_bytes(
    intake: Any, line: Any, wire: OpenWire, attempt: str, tmp_path: Path
) -> None:
    line.ask(manifest(attempt=attempt))
    line.ask(chunk(0, 50_000))
    other = wire(intake.pair(tmp_path / "other kiosk"), intake.ports["evidence-port"])
    assert offset(other.ask(manifest())) == 0


def test_a_cut_line_goes_on_where_it_was(
    intake: Any, identity: Identity, line: Any, wire: OpenWire
) -> None:
    line.ask(manifest())
    line.ask(chunk(0, 20_000))
    again = wire(identity, intake.ports["evidence-port"])
    assert offset(again.ask(manifest())) == 20_000
    assert isinstance(again.ask(chunk(20_000, 50_000)), Stored)


def test_many_kiosks_send_in_turns_and_all_are_served(
    intake: Any, wire: OpenWire, tmp_path: Path
) -> None:
    lines = [
        wire(intake.pair(tmp_path / f"kiosk {n}"), intake.ports["evidence-port"]) for n in range(3)
    ]
    pieces = [os.urandom(6_000) for _ in lines]
    for one, piece in zip(lines, pieces, strict=True):
        one.say(manifest(piece))
    for one, piece in zip(lines, pieces, strict=True):
        digest = hashlib.sha256(piece).hexdigest()
        answer = one.hear()
        while not isinstance(answer, Stored):
            start = offset(answer)
            answer = one.ask(chunk(start, start + 1_000, piece, digest))


def test_two_kiosks_with_the_same_piece_do_not_mix_it_up(
    intake: Any, line: Any, wire: OpenWire, tmp_path: Path
) -> None:
    other = wire(intake.pair(tmp_path / "other kiosk"), intake.ports["evidence-port"])
    line.ask(manifest())
    line.ask(chunk(0, 20_000))
    assert offset(other.ask(manifest())) == 20_000
    assert refusal(line.ask(chunk(20_000, 50_000))) == "no_manifest"
    assert isinstance(other.ask(chunk(20_000, 50_000)), Stored)
    assert isinstance(line.ask(manifest()), Stored)
    assert read_back(intake) == CLIP


def test_junk_on_the_evidence_socket_is_refused_and_the_rest_taken(line: Any) -> None:
    line.ask(manifest())
    assert refusal(line.ask(b"junk")) == "bad_frame"
    assert isinstance(line.ask(chunk(0, 50_000)), Stored)


def test_a_full_disk_is_said_and_the_piece_goes_on_later(intake: Any, line: Any) -> None:
    folder = ServerFolder(intake.directory).evidence
    folder.rmdir()
    folder.write_text("no folder can be made here")
    assert refusal(line.ask(manifest())) == "not_stored"
    folder.unlink()
    folder.mkdir()
    line.ask(manifest())
    assert isinstance(line.ask(chunk(0, 50_000)), Stored)
