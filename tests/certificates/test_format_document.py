"""docs/certificate-format.md: its example is a real certificate, and its table is complete."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from certificates import cose, cwt, digits
from certificates.status_token import LIST_SIZE

ROOT = Path(__file__).parents[2]
REASON_SOURCES = ("statement.py", "status_lookup.py", "verify.py", "verify_badge.py")
REASON_SOURCES += ("verify_cose.py", "keyset.py")


@pytest.fixture(scope="module")
def document() -> str:
    return (ROOT / "docs" / "certificate-format.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def example(document: str) -> bytes:
    block = document.split("<!-- example:")[1].split("```")[1]
    hexes = [
        re.match(r"\s*((?:[0-9a-f]{2} )*[0-9a-f]{2})(?:\s{2}|$)", x) for x in block.split("\n")
    ]
    return bytes.fromhex("".join(found[1] for found in hexes if found))


def test_example_is_the_vector_it_names(
    document: str, example: bytes, qr_vectors: dict[str, Any]
) -> None:
    name = document.split('qr.json, case "')[1].split('"')[0]
    valid = next(case for case in qr_vectors["cases"] if case["name"] == name)
    assert (valid["state"], valid["shows"]["es"][0] in document) == ("valid", True)
    assert valid["text"] == "https://certificados.example/v#" + digits.to_digits(example)


def test_example_says_what_stands_beside_its_bytes(document: str, example: bytes) -> None:
    claims = cwt.read_claims(cose.read(example, cwt.MAX_COSE_BYTES).payload)
    for moment in (claims.expires_at, claims.issued_at):
        assert moment.strftime("%Y-%m-%dT%H:%M:%SZ") in document
    assert f'"{claims.holder_name}"' in document
    assert (claims.issuer, claims.competency, claims.level, claims.centre) == (None, "", "", "")
    assert "no iss, the key's" in document
    assert f"list {claims.status_list}, place {claims.status_index}" in document
    assert claims.certificate_id in document


def test_figures_of_the_example_are_right(document: str, example: bytes) -> None:
    text = digits.to_digits(example)
    assert f"{len(example)} bytes, {len(text)} digits" in document
    assert text[:17] in document


def test_limits_are_the_codes_limits(document: str) -> None:
    latest = int(datetime(2200, 1, 1, tzinfo=UTC).timestamp())
    assert f"at most {cwt.MAX_COSE_BYTES} bytes" in document
    assert f"Each list has {LIST_SIZE:,} places" in document
    assert f"uint .le {latest}" in document
    assert f"seal: bstr .size {cwt.SEAL_BYTES}" in document


def test_every_reason_of_the_code_is_in_the_table(document: str) -> None:
    told = set(re.findall(r"`([a-z_]+)`", document.split("## 5. The answer")[1]))
    source = "".join((ROOT / "certificates" / name).read_text() for name in REASON_SOURCES)
    source += (ROOT / "certificates" / "verifier" / "sources.js").read_text()
    patterns = (
        r"State\.[A-Z_]+, \"([a-z_]+)\"",
        r"Answer\([^,]+, \"([a-z_]+)\"",
        r"'not_checked', '([a-z_]+)'",
        r"return \"(key_[a-z_]+)\"",
    )
    used = {reason for pattern in patterns for reason in re.findall(pattern, source)}
    assert len(used) > 20
    assert used <= told
