"""Every reader must reach these verdicts; every writer of version 1 must make these bytes."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from protocol import (
    BodyError,
    ChainError,
    Event,
    EventError,
    FrameError,
    SealError,
    VersionError,
    canonical_bytes,
    decode_event,
    decode_seal,
    digest_bytes,
    encode_event,
    seal_digest,
    verify_chain,
    verify_seal,
)
from protocol.messages import (
    FromKiosk,
    FromServer,
    Offer,
    decode_from_kiosk,
    decode_from_server,
    encode,
)
from protocol.pulls import (
    Configuration,
    PackSheet,
    Roster,
    Withdrawn,
    catalogue_digest,
    read_document,
    write_document,
)
from protocol.seal import verify_proof

FOLDER = Path(__file__).parents[2] / "protocol" / "vectors"
FRAMES, EVENTS, CHAINS, PULLS = (
    json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    for name in ("frames", "events", "chains", "pulls")
)
DOCUMENTS = {
    "pack": PackSheet, "roster": Roster, "withdrawn": Withdrawn, "configuration": Configuration,
}  # fmt: skip


def named(case: dict[str, Any]) -> str:
    return str(case.get("name", case.get("kind")))


def data_of(case: dict[str, Any]) -> bytes:
    again = case.get("then", {"hex": "", "times": 0})
    end = bytes.fromhex(case.get("end", {"hex": ""})["hex"])
    return bytes.fromhex(case["hex"]) + bytes.fromhex(again["hex"]) * again["times"] + end


def verdict_on_frame(case: dict[str, Any]) -> tuple[str, Any]:
    decode = decode_from_kiosk if case["sender"] == "kiosk" else decode_from_server
    try:
        return "message", msgspec.to_builtins(decode(data_of(case)))
    except VersionError:
        return "version_error", None
    except FrameError:
        return "frame_error", None


@pytest.mark.parametrize("case", FRAMES["cases"], ids=named)
def test_a_frame_is_read_as_the_vectors_say(case: dict[str, Any]) -> None:
    assert verdict_on_frame(case) == (case["verdict"], case.get("message"))


@pytest.mark.parametrize("case", [c for c in FRAMES["cases"] if c.get("written")], ids=named)
def test_a_message_is_written_as_the_vectors_say(case: dict[str, Any]) -> None:
    form: Any = FromKiosk if case["sender"] == "kiosk" else FromServer
    assert encode(msgspec.convert(case["message"], form)).hex() == case["hex"]


def test_every_message_has_a_vector() -> None:
    def names(union: Any) -> set[str]:
        return {form.__struct_config__.tag for form in union.__args__}

    seen = {case["message"]["m"] for case in FRAMES["cases"] if case["verdict"] == "message"}
    assert seen == names(FromKiosk) | names(FromServer)


def verdict_on_event(data: bytes) -> tuple[str, Any]:
    try:
        return "event", msgspec.to_builtins(decode_event(data))
    except BodyError:
        return "body_error", None
    except EventError:
        return "event_error", None


@pytest.mark.parametrize("case", EVENTS["cases"], ids=named)
def test_an_event_is_read_as_the_vectors_say(case: dict[str, Any]) -> None:
    assert verdict_on_event(data_of(case)) == (case["verdict"], case.get("event"))


@pytest.mark.parametrize("case", [c for c in EVENTS["cases"] if "event" in c], ids=named)
def test_an_event_is_written_as_the_vectors_say(case: dict[str, Any]) -> None:
    data = encode_event(msgspec.convert(case["event"], Event))
    assert (data.hex(), digest_bytes(data)) == (case["hex"], case["digest"])


def verdict_on_chain(case: dict[str, Any]) -> tuple[str, int | None]:
    events = [msgspec.json.decode(bytes.fromhex(one), type=Event) for one in case["events"]]
    assert [canonical_bytes(event).hex() for event in events] == case["events"]
    try:
        if case["seal"] is None:
            verify_chain(events)
        else:
            verify_seal(decode_seal(bytes.fromhex(case["seal"])), events, CHAINS["enrolled"])
    except ChainError as problem:
        return "chain_error", problem.n
    except SealError:
        return "seal_error", None
    return "sound", None


@pytest.mark.parametrize("case", CHAINS["cases"], ids=named)
def test_an_attempt_is_judged_as_the_vectors_say(case: dict[str, Any]) -> None:
    assert verdict_on_chain(case) == (case["verdict"], case["at"])


@pytest.mark.parametrize("case", [c for c in CHAINS["cases"] if c["seal"]], ids=named)
def test_a_seal_has_the_digest_the_vectors_say(case: dict[str, Any]) -> None:
    assert seal_digest(decode_seal(bytes.fromhex(case["seal"]))) == case["seal_digest"]


def test_the_pairing_proof_is_that_of_the_seal_key() -> None:
    pairing = CHAINS["pairing"]
    proof = (pairing["proof"], pairing["code"], pairing["curve_key"])
    assert verify_proof(*proof, CHAINS["enrolled"])
    assert not verify_proof(proof[0], "ANOTHERCODE0", proof[2], CHAINS["enrolled"])


@pytest.mark.parametrize("case", PULLS["documents"], ids=named)
def test_a_document_is_read_and_written_as_the_vectors_say(case: dict[str, Any]) -> None:
    read = read_document(bytes.fromhex(case["hex"]), DOCUMENTS[case["kind"]])
    assert msgspec.to_builtins(read) == case["document"]
    assert (write_document(read).hex(), digest_bytes(write_document(read))) == (
        case["hex"], case["digest"],
    )  # fmt: skip


def test_the_catalogue_has_the_digest_the_vectors_say() -> None:
    offers = msgspec.convert(PULLS["catalogue"]["offers"], list[Offer])
    assert catalogue_digest(reversed(offers)) == PULLS["catalogue"]["digest"]


def test_vectors_and_example_are_what_the_code_makes() -> None:
    made = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("make_vectors.py")), "--check"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (made.returncode, made.stdout) == (0, "")
