"""What kiosks pull from a server: packs, codes, withdrawn packs, settings."""

import shutil
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from assessor_server.enrolment import Enrolled
from assessor_server.intake.metrics import Metrics
from assessor_server.intake.pull_desk import ASKED_AT_ONCE, PullDesk
from assessor_server.intake.sockets import Letter
from assessor_server.intake.stockroom import FRESH_S, Stockroom
from assessor_server.publishing import PublishingError, publish_pack
from assessor_server.store import ServerFolder, writing
from assessor_server.store.tables import attempts, candidates
from protocol import digest_bytes
from protocol.messages import (
    Ask,
    Catalogue,
    Fetch,
    FromServer,
    Part,
    Ping,
    Refused,
    Unchanged,
    encode,
)
from protocol.pulls import (
    Configuration,
    Enlisted,
    PackSheet,
    Roster,
    Withdrawn,
    catalogue_digest,
    read_document,
)
from protocol.times import utc_text
from scenarios import PACKS_ROOT

NOW = "2026-11-22T17:42:04.123Z"
TABLE = PACKS_ROOT / "tourism" / "table_setting"


class Counter:
    """The desk without its socket, and a clock of its own."""

    def __init__(self, server: Any) -> None:
        self.folder = ServerFolder(server.directory)
        self.engine = server.engine
        self.now = 0.0
        self.stockroom = Stockroom(self.folder, server.engine, lambda: self.now)
        self._desk = PullDesk(None, self.stockroom, self, Metrics())  # type: ignore[arg-type]
        self.known = {"k1": Enrolled("k1", "front desk", "zacatecoluca", "z" * 40, "ab" * 32)}

    def kiosk(self, id: str) -> Enrolled | None:
        return self.known.get(id)

    def ask(self, message: Any, user: str = "k1") -> FromServer | None:
        frame = message if isinstance(message, bytes) else encode(message)
        return self._desk.reply(Letter(user, b"peer", frame))

    def catalogue(self) -> Catalogue:
        self.now += FRESH_S
        got = self.ask(Ask())
        assert isinstance(got, Catalogue)
        return got

    def fetch(self, digest: str) -> bytes:
        data = b""
        while True:
            part = self.ask(Fetch(digest=digest, offset=len(data)))
            assert isinstance(part, Part), part
            data += part.data
            if len(data) == part.size:
                return data

    def document(self, kind: str, form: Any) -> Any:
        (offer,) = [one for one in self.catalogue().offers if one.kind == kind]
        data = self.fetch(offer.digest)
        assert (digest_bytes(data), len(data)) == (offer.digest, offer.size)
        return read_document(data, form)


@pytest.fixture
def counter(server: Any) -> Counter:
    return Counter(server)


@pytest.fixture
def pack_copy(tmp_path: Path) -> Path:
    copy = tmp_path / "table_setting"
    shutil.copytree(TABLE, copy)
    return copy


def register(server: Any, code: str, **changes: object) -> None:
    row = {
        "code": code, "key_wrapped": b"k", "centre": "zacatecoluca", "created_at": utc_text(),
    }  # fmt: skip
    with writing(server.engine) as connection:
        connection.execute(insert(candidates).values(**(row | changes)))


def test_nothing_changed_costs_one_small_frame(counter: Counter) -> None:
    have = counter.catalogue().digest
    answer = counter.ask(Ask(have=have))
    assert answer == Unchanged(digest=have)
    assert len(encode(Ask(have=have))) + len(encode(answer)) < 200


def test_a_catalogue_s_digest_is_that_of_its_offers(counter: Counter) -> None:
    catalogue = counter.catalogue()
    assert catalogue.digest == catalogue_digest(catalogue.offers)


def test_a_published_pack_is_offered_with_every_byte(counter: Counter) -> None:
    published = publish_pack(counter.folder.root, TABLE)
    sheet = counter.document("pack", PackSheet)
    assert sheet == published
    for name, file in sheet.files.items():
        assert counter.fetch(file.digest) == (TABLE / name).read_bytes()


def test_a_pack_with_a_fault_is_not_published(counter: Counter, pack_copy: Path) -> None:
    (pack_copy / "texts" / "fr.toml").unlink()
    with pytest.raises(PublishingError, match="fr"):
        publish_pack(counter.folder.root, pack_copy)
    assert [one.kind for one in counter.catalogue().offers].count("pack") == 0


def test_a_published_version_never_changes(counter: Counter, pack_copy: Path) -> None:
    publish_pack(counter.folder.root, TABLE)
    spanish = pack_copy / "texts" / "es.toml"
    spanish.write_text(spanish.read_text() + "\n# another word\n")
    with pytest.raises(PublishingError, match="raise the version"):
        publish_pack(counter.folder.root, pack_copy)


def test_a_new_version_takes_the_place_of_the_old(counter: Counter, pack_copy: Path) -> None:
    publish_pack(counter.folder.root, TABLE)
    before = counter.catalogue().digest
    scenario = pack_copy / "scenario.toml"
    old = next(line for line in scenario.read_text().splitlines() if line.startswith("version"))
    scenario.write_text(scenario.read_text().replace(old, 'version = "99.0.0"', 1))
    publish_pack(counter.folder.root, pack_copy)
    assert counter.document("pack", PackSheet).version == "99.0.0"
    assert counter.catalogue().digest != before


def test_a_damaged_sheet_leaves_the_others_on_offer(counter: Counter) -> None:
    publish_pack(counter.folder.root, TABLE)
    publish_pack(counter.folder.root, PACKS_ROOT / "construction" / "ppe_check")
    (counter.folder.kiosk_packs / "tourism/table_setting/sheet.json").write_bytes(b"{}")
    packs = [one.name for one in counter.catalogue().offers if one.kind == "pack"]
    assert packs == ["construction/ppe_check"]


def test_the_roster_holds_codes_of_the_kiosk_s_centre_and_no_names(
    server: Any, counter: Counter
) -> None:
    long_ago = utc_text(datetime.now(UTC) - timedelta(days=500))
    register(server, "AAA-222", name_enc=b"sealed")
    register(server, "BBB-333", centre="danli")
    register(server, "CCC-444", key_wrapped=None, erased_at=NOW)
    register(server, "DDD-555", created_at=long_ago)
    assert counter.document("roster", Roster).candidates == [Enlisted("AAA-222", None)]


def test_the_roster_knows_the_language_of_the_last_test(server: Any, counter: Counter) -> None:
    register(server, "AAA-222")
    row = {
        "kiosk": "k1", "centre": "zacatecoluca", "scenario": "s", "version": "1", "state": "open",
        "pack_digest": "ab" * 32, "candidate": "AAA-222",
    }  # fmt: skip
    with writing(server.engine) as connection:
        for id, language, at in (("a", "es", NOW), ("b", "fr", "2026-11-23T00:00:00.000Z")):
            connection.execute(
                insert(attempts).values(**row, id=id, language=language, started_at=at)
            )
    assert counter.document("roster", Roster).candidates == [Enlisted("AAA-222", "fr")]


def test_kiosks_are_told_what_the_administrator_wrote(counter: Counter) -> None:
    counter.folder.kiosk_settings.write_text(
        f'withdrawn_packs = ["{"cd" * 32}"]\n[kiosks]\nchunk_bytes = 65536\n'
        'offered = ["tourism/table_setting"]\naddresses = [{host = "10.0.0.7"}]\n'
    )
    configuration = counter.document("configuration", Configuration)
    assert (configuration.chunk_bytes, configuration.addresses[0].host) == (65536, "10.0.0.7")
    assert counter.document("withdrawn", Withdrawn).packs == ["cd" * 32]


def test_the_documented_settings_are_what_kiosks_are_told(counter: Counter) -> None:
    page = (Path(__file__).parents[2] / "docs" / "kiosk-settings.md").read_text(encoding="utf-8")
    example = page.split("```toml\n")[1].split("```")[0]
    counter.folder.kiosk_settings.write_text(example, encoding="utf-8")
    told = counter.document("configuration", Configuration)
    assert set(tomllib.loads(example)["kiosks"]) == set(Configuration.__struct_fields__)
    assert (told.chunk_bytes, told.addresses[1].evidence_port) == (262144, 444)


def test_a_fault_in_the_settings_leaves_the_last_good_ones(counter: Counter) -> None:
    counter.folder.kiosk_settings.write_text("[kiosks]\nchunk_bytes = 65536\n")
    counter.catalogue()
    counter.folder.kiosk_settings.write_text("[kiosks]\nchunk_bytes = 7\n")
    assert counter.document("configuration", Configuration).chunk_bytes == 65536


def test_what_is_not_on_offer_cannot_be_fetched(counter: Counter) -> None:
    answer = counter.ask(Fetch(digest=digest_bytes(b"anything"), offset=0))
    assert isinstance(answer, Refused)
    assert answer.code == "gone"


def test_an_offset_behind_the_end_is_refused(counter: Counter) -> None:
    (offer,) = [one for one in counter.catalogue().offers if one.kind == "roster"]
    answer = counter.ask(Fetch(digest=offer.digest, offset=offer.size))
    assert isinstance(answer, Refused)
    assert answer.code == "bad_offset"


@pytest.mark.parametrize("frame", [b"", b"\xff" * 40, encode(Ping(sent_at=NOW))])
def test_anything_else_is_refused(counter: Counter, frame: bytes) -> None:
    answer = counter.ask(frame)
    assert isinstance(answer, Refused)
    assert answer.code == "bad_frame"


def test_a_revoked_kiosk_is_told_nothing(counter: Counter) -> None:
    counter.known.clear()
    answer = counter.ask(Ask())
    assert isinstance(answer, Refused)
    assert answer.code == "revoked"


def test_a_kiosk_that_never_stops_asking_is_told_once_and_no_longer_answered(
    counter: Counter,
) -> None:
    have = counter.catalogue().digest
    answers = [counter.ask(Ask(have=have)) for _ in range(ASKED_AT_ONCE + 300)]
    refused = [one for one in answers if isinstance(one, Refused)]
    assert [one.code for one in refused] == ["too_many"]
    assert answers[-1] is None


def test_a_paired_kiosk_is_served_over_the_wire(
    intake: Any, wire: Callable[..., Any], tmp_path: Path
) -> None:
    identity = intake.pair(tmp_path / "kiosk")
    line = wire(identity, intake.ports["pulls-port"])
    catalogue = line.ask(Ask())
    assert sorted(one.kind for one in catalogue.offers) == ["configuration", "roster", "withdrawn"]
    assert line.ask(Ask(have=catalogue.digest)) == Unchanged(digest=catalogue.digest)
