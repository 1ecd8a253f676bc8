"""docs/protocol.md says what the code does: messages, fields, limits, codes."""

import re
from pathlib import Path
from typing import Any

import pytest

from protocol import messages
from protocol.events import MAX_EVENT_BYTES
from protocol.messages import FromKiosk, FromServer

ROOT = Path(__file__).parents[2]
LIMITS = (
    messages.MAX_EVENTS_FRAME_BYTES,
    messages.MAX_FRAME_BYTES,
    messages.MAX_PAIRING_FRAME_BYTES,
    messages.MAX_CHUNK_BYTES,
    messages.MAX_PART_BYTES,
    messages.MAX_ENTRIES_BYTES,
    MAX_EVENT_BYTES,
)
FORMS = {
    form.__struct_config__.tag: (sender, form)
    for sender, union in (("kiosk", FromKiosk), ("server", FromServer))
    for form in union.__args__  # type: ignore[attr-defined]  # a union of structs
}


@pytest.fixture(scope="module")
def document() -> str:
    return (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def rows(document: str) -> dict[str, tuple[str, str]]:
    found = re.findall(r"^\| `([a-z]+)` \| (kiosk|server) \| (.*) \|$", document, re.MULTILINE)
    return {name: (sender, fields) for name, sender, fields in found}


def test_the_table_has_every_message(rows: dict[str, tuple[str, str]]) -> None:
    assert {name: sender for name, (sender, _) in rows.items()} == {
        name: sender for name, (sender, _) in FORMS.items()
    }


@pytest.mark.parametrize("name", sorted(FORMS))
def test_a_message_s_fields_are_all_there(name: str, rows: dict[str, tuple[str, str]]) -> None:
    form: Any = FORMS[name][1]
    listed = re.findall(r"(?:^|, )([a-z_]+)(\??): ", re.sub(r"\[.*\]", "", rows[name][1]))
    optional = len(form.__struct_fields__) - len(form.__struct_defaults__)
    assert listed == [
        (field, "?" if at >= optional else "") for at, field in enumerate(form.__struct_fields__)
    ]


@pytest.mark.parametrize("limit", LIMITS)
def test_limits_are_the_code_s_limits(limit: int, document: str) -> None:
    assert f"{limit:,}" in document


def test_the_version_is_the_code_s(document: str) -> None:
    assert f"{messages.PREFIX[:3].hex(' ')}  {messages.VERSION:02x}  then" in document


def test_every_refusal_the_server_gives_is_explained(document: str) -> None:
    said: set[str] = set()
    for file in [*(ROOT / "assessor_server" / "intake").glob("*.py"),
                 ROOT / "assessor_server" / "enrolment.py"]:  # fmt: skip
        text = file.read_text(encoding="utf-8")
        said |= set(re.findall(r'code="([a-z_]+)"', text))
        said |= set(re.findall(r'_refused\(\s*"([a-z_]+)"', text))
        said |= set(re.findall(r'EnrolmentError\(\s*"([a-z_]+)"', text))
    said -= {"bad_address", "kiosk_unknown"}  # said to people at the server, not to kiosks
    assert {code for code in said if f"`{code}`" not in document} == set()
