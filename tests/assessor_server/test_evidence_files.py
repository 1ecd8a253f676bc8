"""Evidence on disk: read back whole, up to a torn end, under harmless names."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessor_server.intake.sealed_writer import SealedWriter
from assessor_server.store.evidence_files import EvidenceFiles, EvidenceNameError

KEY = bytes(32)
ATTEMPT = "0c8f1f3e-0000-4000-8000-000000000001"
CHUNKS = [b"first" * 100, b"", b"second" * 50, b"third"]
DIGEST = hashlib.sha256(b"".join(CHUNKS)).hexdigest()


def written(folder: Path) -> EvidenceFiles:
    files = EvidenceFiles(folder)
    writer = SealedWriter(files.path(ATTEMPT, DIGEST), DIGEST, KEY)
    for chunk in CHUNKS:
        writer.append(chunk)
    writer.finish()
    return files


def test_what_the_intake_wrote_is_read_back(tmp_path: Path) -> None:
    assert list(written(tmp_path).chunks(ATTEMPT, DIGEST, KEY)) == CHUNKS


def test_plain_bytes_are_nowhere_in_the_folder(tmp_path: Path) -> None:
    written(tmp_path)
    assert all(b"first" not in path.read_bytes() for path in tmp_path.rglob("*.sealed"))


@pytest.mark.parametrize("lost", [1, 10, 33])
def test_reading_stops_before_half_a_record(tmp_path: Path, lost: int) -> None:
    files = written(tmp_path)
    path = files.path(ATTEMPT, DIGEST)
    path.write_bytes(path.read_bytes()[:-lost])
    assert list(files.chunks(ATTEMPT, DIGEST, KEY)) == CHUNKS[:3]


@given(st.text(max_size=70).filter(lambda name: not set(name) <= set("0123456789abcdef-")))
def test_no_name_from_outside_leads_out_of_the_folder(name: str) -> None:
    with pytest.raises(EvidenceNameError):
        EvidenceFiles(Path("evidence")).path(name, DIGEST)
