"""Fuzzing what certificates are read from: any bytes get one answer, and never a green one.

``python -m tests.fuzz.certificates --inputs 1000000`` (part of `make fuzz`) mutates sound messages,
texts, credentials, PDFs, keysets and lists, signs half of the mutated payloads with a true key, so
that what stands behind the signature is reached too, and ends with an exception and the seed that
repeats it on anything but an answer.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from certificates import (
    CertificateError,
    CertificateRecord,
    Issued,
    KeyEntry,
    Keyset,
    KeysetContent,
    Result,
    SigningKey,
    State,
    StatusLists,
    build_keyset,
    cbor,
    cose,
    issue,
    load_keyset,
    load_status,
    publish_lists,
    render_pdf,
    verify,
)
from certificates.ceremony import read_request, write_request
from certificates.pdf_attachment import read_attachment
from certificates.qr import qr_text
from certificates.record import stamp
from certificates.scheme_title import InLanguages, SchemeTitle
from tests.fuzz.inputs import fresh_seed

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
TERM = {"valid_from": "2026-01-01T00:00:00Z", "valid_until": "2027-01-01T00:00:00Z"}
TITLE = SchemeTitle(
    title=InLanguages(es="Servicio de mesa", en="Table service"), level=InLanguages(es="Básico")
)
SLOWEST_S = 5.0  # of any one input, on a machine that does other things too


class World:
    """A deployment whose keys are known, and sound inputs of every kind."""

    def __init__(self) -> None:
        root, self.key, status_key = (SigningKey(bytes([n]) * 32) for n in (1, 2, 3))
        self.entry = KeyEntry.of(
            self.key.public_key,
            purpose="certificate",
            issuer="incaf",
            centre="sv-zac",
            scheme="mesa-1",
            **TERM,
        )
        status = KeyEntry.of(status_key.public_key, purpose="status", issuer="incaf", **TERM)
        content = KeysetContent(
            base_url="https://certificados.example",
            version=1,
            issued_at=stamp(NOW),
            valid_until=stamp(NOW + timedelta(days=90)),
            keys=[self.entry, status],
            issuers={"incaf": "Instituto"},
            centres={"sv-zac": "Zacatecoluca"},
            schemes={"mesa-1": TITLE},
        )
        self.keyset: Keyset = load_keyset(build_keyset(root, content))
        lists = publish_lists(1, {6: State.WITHDRAWN}, status_key, self.keyset, now=NOW)
        self.status: StatusLists = load_status([lists.bundle()], self.keyset)
        record = _record()
        self.issued: Issued = issue(record, self.key, self.keyset)
        words = replace(record, competency=TITLE.title.es, level=TITLE.level.es)
        self.short: Issued = issue(words, self.key, self.keyset)  # leaves them to the keyset
        codes = self.issued, self.short
        self.messages = [*(one.cose for one in codes), lists.token]
        self.payloads = [cose.read(one.cose, 400).payload for one in codes]
        self.texts = [
            *(one.qr_text.encode() for one in codes),
            json.dumps(self.issued.credential).encode(),
        ]
        self.papers = [render_pdf(record, self.issued, self.keyset)]
        self.lists = [lists.token, lists.bundle(), json.dumps(lists.suspension).encode()]
        asked = [(self.key, self.entry)]
        self.requests = [write_request(self.keyset.base_url, asked, self.keyset.issuers, {})]
        self.requests.append(
            write_request(self.keyset.base_url, asked, self.keyset.issuers, {}, self.keyset.schemes)
        )

    def is_sound(self, data: bytes) -> bool:
        """Whether an input says exactly what was signed, in whatever writing."""
        if data in (self.issued.cose, self.short.cose):
            return True
        if data.startswith(b"%PDF-"):  # the paper around the credential is not what is signed
            data = read_attachment(data)
        text = data.decode("utf-8", "replace").strip(" \t\r\n")
        if text.endswith(tuple(one.qr_text.partition("#")[2] for one in (self.issued, self.short))):
            return True
        try:
            return bool(json.loads(text) == self.issued.credential)
        except (ValueError, RecursionError):
            return False


def _record() -> CertificateRecord:
    return CertificateRecord(
        id="7F3A-9C21-04DE-88B1",
        holder_name="María José Hernández Pérez",
        scheme="mesa-1",
        competency="Montaje de mesa",
        level="2",
        centre="sv-zac",
        organisation="incaf",
        issued_at="2026-11-22T17:42:04Z",
        expires_at="2029-11-22T17:42:04Z",
        seal_digest="3b4f" * 16,
        status_list=1,
        status_index=40123,
        results=(Result(criterion="pieces", label="Piezas", rating="Bien"),),
        refresh="AAECAwQFBgcICQoLDA0ODw",
    )


def targets(world: World) -> dict[str, tuple[int, Callable[[random.Random], object]]]:
    """What is fuzzed, and how often of a hundred."""

    def answered(data: bytes) -> State:
        verdict = verify(data, world.keyset, world.status, NOW)
        if verdict.ok and not world.is_sound(data):
            raise AssertionError(f"green: {data[:400]!r}")
        return verdict.state

    def signed(chance: random.Random) -> State:
        """Any payload behind a true signature: read or refused, whatever it says."""
        message = cose.sign(damaged(chance, world.payloads), world.key)
        text = qr_text(world.keyset.verifier, message)
        return verify(text if chance.random() < 0.3 else message, world.keyset, None, NOW).state

    def read(reader: Callable[[bytes], object], sound: list[bytes], chance: random.Random) -> str:
        try:
            reader(damaged(chance, sound))
        except CertificateError:
            return "refused"
        return "read"

    keysets = [world.keyset.raw]
    return {
        "message": (30, lambda chance: answered(damaged(chance, world.messages))),
        "signed payload": (24, signed),
        "text": (20, lambda chance: answered(damaged(chance, world.texts[:1]))),
        "cbor": (10, lambda chance: read(cbor.decode, world.payloads, chance)),
        "credential": (6, lambda chance: answered(damaged(chance, world.texts[1:]))),
        "status list": (4, lambda chance: read(
            lambda data: load_status([data], world.keyset), world.lists, chance)),
        "keyset": (2, lambda chance: read(load_keyset, keysets, chance)),
        "key request": (2, lambda chance: read(read_request, world.requests, chance)),
        "paper": (2, lambda chance: answered(damaged(chance, world.papers))),
    }  # fmt: skip


def damaged(chance: random.Random, sound: list[bytes]) -> bytes:
    """A sound input, changed in one of many ways; sometimes mere noise or a bomb."""
    data = bytearray(chance.choice(sound))
    for _ in range(chance.choice((1, 1, 1, 2, 4, 16))):
        data = chance.choice(_DAMAGES)(chance, data)
    return bytes(data)


def _flip(chance: random.Random, data: bytearray) -> bytearray:
    if data:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return data


def _replace(chance: random.Random, data: bytearray) -> bytearray:
    if data:
        data[chance.randrange(len(data))] = chance.choice(_TELLING)
    return data


def _cut(chance: random.Random, data: bytearray) -> bytearray:
    return data[: chance.randrange(len(data) + 1)]


def _remove(chance: random.Random, data: bytearray) -> bytearray:
    at = chance.randrange(len(data) + 1)
    return data[:at] + data[at + chance.choice((1, 2, 8)) :]


def _insert(chance: random.Random, data: bytearray) -> bytearray:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(_STRANGE) + data[at:]


def _repeat(chance: random.Random, data: bytearray) -> bytearray:
    at, end = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    return data[:end] + data[at:end] + data[end:]


def _noise(chance: random.Random, data: bytearray) -> bytearray:
    return bytearray(chance.randbytes(chance.choice((0, 1, 4, 40, 400))))


_TELLING = bytes((0x00, 0x1B, 0x5F, 0x7F, 0x9B, 0x9F, 0xBB, 0xBF, 0xC2, 0xD2, 0xF9, 0xFB, 0xFF))
_STRANGE = (
    b"\x9a\xff\xff\xff\xff", b"\x81" * 50, b"\xa1\x00" * 50, b"\x7a\xff\xff\xff\xff", b"\xc2\x49",
    b"\xfb\x7f\xf0\x00\x00\x00\x00\x00\x00", b"[" * 2000, b'{"a":' * 500, b"9" * 400, b"\\ud800",
    b'"@context":', b'"proof":{},', b"null", b"1e999", b"NaN", b"\xef\xbb\xbf", b"\x00", b"#",
    b"\xed\xa0\x80", b"https://", b"stream\n", b"/Length 999999",
)  # fmt: skip
_DAMAGES = (_flip, _flip, _replace, _replace, _cut, _remove, _insert, _insert, _repeat, _noise)


def run(inputs: int, seed: int, world: World) -> Counter[str]:
    """Run so many inputs; how many got which answer, by target."""
    chance, told = random.Random(seed), Counter[str]()
    kinds = targets(world)
    weights = [share for share, _ in kinds.values()]
    said = time.monotonic()
    for number in range(inputs):
        name = chance.choices(list(kinds), weights)[0]
        start = time.process_time()
        try:
            told[f"{name}: {kinds[name][1](chance)}"] += 1
        except Exception as problem:
            raise AssertionError(
                f"input {number} of seed {seed} ({name}): {problem!r}"
            ) from problem
        if time.process_time() - start > SLOWEST_S:
            raise AssertionError(f"input {number} of seed {seed} ({name}) took too long")
        if time.monotonic() - said > 20:
            said = time.monotonic()
            print(f"{number:,} of {inputs:,} inputs", flush=True)
    return told


def main(arguments: list[str]) -> int:
    """Run and print how many inputs got which answer."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.certificates", description=__doc__)
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=0, help="0: a fresh one")
    given = parser.parse_args(arguments)
    seed = given.seed or fresh_seed()
    print(f"seed {seed}", flush=True)
    started = time.monotonic()
    for name, count in sorted(run(given.inputs, seed, World()).items()):
        print(f"{count:>9,}  {name}")
    print(f"{given.inputs:,} inputs in {time.monotonic() - started:.0f} s, none of them green")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
