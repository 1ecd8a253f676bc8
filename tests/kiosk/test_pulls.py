"""What a kiosk pulls: asked for in small frames, checked before it counts, kept through cuts."""

import json
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assessor_server.publishing import publish_pack
from kiosk.desk import Desk
from kiosk.evidence import EvidenceShelf
from kiosk.eyes import OwnEyes
from kiosk.journal import Journal
from kiosk.offer import packs_on_offer, packs_to_resume
from kiosk.pull_channel import ANSWER_S, EVERY_S, PAUSE_S, PullChannel
from kiosk.pulled import Pulled
from kiosk.uplink import Uplink
from protocol import digest_bytes
from protocol.messages import Ask, Catalogue, Fetch, Offer, Part, Refused, Unchanged
from protocol.pulls import (
    CONFIGURATION,
    PACK,
    ROSTER,
    WITHDRAWN,
    Configuration,
    Enlisted,
    FileSheet,
    PackSheet,
    Roster,
    Withdrawn,
    catalogue_digest,
    pack_digest,
    write_document,
)
from scenarios import PACKS_ROOT, load_pack

TABLE = PACKS_ROOT / "tourism" / "table_setting"


class Shop:
    """A server that offers what it is given, and answers a channel at once."""

    def __init__(self, pulled: Pulled) -> None:
        self.said: list[Any] = []
        self.bytes: dict[str, bytes] = {}
        self.offers: list[Offer] = []
        self.channel = PullChannel(pulled, self._hear)
        self.part_bytes = 10_000

    def offer(self, kind: str, document: Any, name: str = "") -> None:
        data = write_document(document)
        self.bytes[digest_bytes(data)] = data
        self.offers = [one for one in self.offers if (one.kind, one.name) != (kind, name)]
        self.offers.append(Offer(kind, name, digest_bytes(data), len(data)))

    def offer_pack(self, folder: Path) -> PackSheet:
        """Offer a pack as it lies there, faults and all."""
        files = {}
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            data = path.read_bytes()
            self.bytes[digest_bytes(data)] = data
            files[str(path.relative_to(folder))] = FileSheet(digest_bytes(data), len(data))
        sheet = PackSheet(
            id="tourism/table_setting", version="1.0.0", pack=pack_digest(files), files=files
        )
        self.offer(PACK, sheet, sheet.id)
        return sheet

    def catalogue(self) -> Catalogue:
        return Catalogue(digest=catalogue_digest(self.offers), offers=self.offers)

    def answer(self, message: Any) -> Any:
        if isinstance(message, Ask):
            newest = self.catalogue()
            return Unchanged(digest=newest.digest) if message.have == newest.digest else newest
        assert isinstance(message, Fetch)
        data = self.bytes[message.digest]
        part = data[message.offset : message.offset + self.part_bytes]
        return Part(digest=message.digest, offset=message.offset, size=len(data), data=part)

    def serve(self, now: float = 0.0, most: int = 10_000) -> None:
        """Let the channel ask until it rests, or `most` answers were given."""
        self.channel.connected(now)
        for _ in range(most):
            if self.channel.rests(now):
                return
            self.channel.take(self.answer(self.said[-1]), now)

    def _hear(self, message: Any) -> bool:
        self.said.append(message)
        return True


@pytest.fixture
def pulled(tmp_path: Path) -> Pulled:
    return Pulled(tmp_path)


@pytest.fixture
def shop(pulled: Pulled) -> Shop:
    return Shop(pulled)


@pytest.fixture
def pack_copy(tmp_path: Path) -> Path:
    copy = tmp_path / "copy" / "table_setting"
    shutil.copytree(TABLE, copy)
    scenario = copy / "scenario.toml"
    old = next(line for line in scenario.read_text().splitlines() if line.startswith("version"))
    scenario.write_text(scenario.read_text().replace(old, 'version = "9.0.0"', 1))
    return copy


def test_what_is_offered_is_in_force_when_all_of_it_came(shop: Shop, pulled: Pulled) -> None:
    shop.offer(ROSTER, Roster(candidates=[Enlisted("AAA-222", "es")]))
    shop.offer(CONFIGURATION, Configuration(chunk_bytes=65536))
    shop.serve()
    assert (pulled.expects("AAA-222"), pulled.expects("AAA-223")) == (True, False)
    assert pulled.configuration().chunk_bytes == 65536


def test_without_a_roster_any_code_may_be_right(pulled: Pulled) -> None:
    assert pulled.expects("AAA-222") is None


def test_nothing_new_is_asked_once_and_left_alone_for_a_while(shop: Shop) -> None:
    shop.offer(ROSTER, Roster(candidates=[]))
    shop.serve()
    before = len(shop.said)
    shop.serve(now=EVERY_S)
    assert len(shop.said) == before + 1
    assert shop.said[-1] == Ask(have=shop.catalogue().digest)
    assert shop.channel.rests(EVERY_S + 1)


def test_the_server_says_how_often_to_ask(shop: Shop) -> None:
    shop.offer(CONFIGURATION, Configuration(pull_every_s=30))
    shop.serve()
    assert (shop.channel.rests(29), shop.channel.rests(31)) == (True, False)


def test_a_pulled_pack_takes_the_place_of_the_shipped_one(
    shop: Shop, pulled: Pulled, pack_copy: Path
) -> None:
    sheet = shop.offer_pack(pack_copy)
    shop.serve()
    (pack,) = packs_on_offer([load_pack(TABLE)], pulled)
    assert (pack.version, pack.digest) == ("9.0.0", sheet.pack)


def test_a_pack_with_a_fault_changes_nothing(shop: Shop, pulled: Pulled, pack_copy: Path) -> None:
    good = shop.offer_pack(pack_copy)
    shop.serve()
    (pack_copy / "texts" / "fr.toml").write_text("not = toml = at all")
    shop.offer_pack(pack_copy)
    shop.serve(now=EVERY_S)
    assert pulled.standing().packs == {good.id: good.pack}
    assert "fr.toml" in pulled.standing().refused[good.id]
    assert packs_on_offer([], pulled)[0].digest == good.pack


def test_a_pack_with_a_fault_is_not_fetched_again_and_again(shop: Shop, pack_copy: Path) -> None:
    (pack_copy / "texts" / "fr.toml").unlink()
    shop.offer_pack(pack_copy)
    shop.serve()
    before = len(shop.said)
    shop.serve(now=EVERY_S)
    assert len(shop.said) == before + 1


def test_a_pack_under_another_s_name_changes_nothing(
    shop: Shop, pulled: Pulled, pack_copy: Path
) -> None:
    shop.offer_pack(pack_copy)
    shop.offers = [Offer(PACK, "construction/ppe_check", o.digest, o.size) for o in shop.offers]
    shop.serve()
    assert pulled.standing().packs == {}
    assert shop.channel.trouble is not None


def test_bytes_that_are_something_else_are_not_kept(shop: Shop, pulled: Pulled) -> None:
    shop.offer(ROSTER, Roster(candidates=[]))
    (digest,) = shop.bytes
    honest = shop.bytes[digest]
    shop.bytes[digest] = b"x" * len(honest)
    shop.serve()
    assert (pulled.whole(digest), pulled.standing().catalogue) == (False, None)
    assert shop.channel.rests(PAUSE_S - 1)
    shop.bytes[digest] = honest
    shop.serve(now=PAUSE_S)
    assert pulled.standing().catalogue == shop.catalogue().digest


def test_a_catalogue_with_a_false_digest_is_not_followed(shop: Shop, pulled: Pulled) -> None:
    shop.offer(ROSTER, Roster(candidates=[]))
    shop.channel.connected(0.0)
    shop.channel.take(Catalogue(digest="ab" * 32, offers=shop.offers), 0.0)
    assert shop.channel.trouble is not None
    assert not any(isinstance(message, Fetch) for message in shop.said)


def test_fetching_goes_on_where_it_was_after_a_cut(
    shop: Shop, pulled: Pulled, pack_copy: Path
) -> None:
    shop.offer_pack(pack_copy)
    shop.serve(most=7)
    fetched = [message for message in shop.said if isinstance(message, Fetch)]
    again = Shop(Pulled(pulled.folder.parent))  # after a power cut
    again.bytes, again.offers = shop.bytes, shop.offers
    again.serve()
    asked = [message for message in again.said if isinstance(message, Fetch)]
    assert asked[0] == fetched[-1]
    assert len(packs_on_offer([], pulled)) == 1


def test_a_power_cut_before_the_end_leaves_the_old_state(
    shop: Shop, pulled: Pulled, pack_copy: Path
) -> None:
    shop.offer(CONFIGURATION, Configuration(chunk_bytes=65536))
    shop.serve()
    before = pulled.standing()
    shop.offer(CONFIGURATION, Configuration(chunk_bytes=131072))
    shop.offer_pack(pack_copy)
    shop.serve(now=EVERY_S, most=6)
    assert (pulled.standing(), pulled.configuration().chunk_bytes) == (before, 65536)


def test_a_withdrawn_pack_is_no_longer_offered_but_can_be_resumed(
    shop: Shop, pulled: Pulled
) -> None:
    shipped = load_pack(TABLE)
    shop.offer(WITHDRAWN, Withdrawn(packs=[shipped.digest]))
    shop.serve()
    assert packs_on_offer([shipped], pulled) == []
    assert packs_to_resume([shipped], pulled) == [shipped]


def test_a_replaced_pack_can_still_be_resumed(shop: Shop, pulled: Pulled, pack_copy: Path) -> None:
    old = shop.offer_pack(pack_copy)
    shop.serve()
    spanish = pack_copy / "texts" / "es.toml"
    spanish.write_text(spanish.read_text() + "\n# newer\n")
    new = shop.offer_pack(pack_copy)
    shop.serve(now=EVERY_S)
    assert [pack.digest for pack in packs_on_offer([], pulled)] == [new.pack]
    assert {pack.digest for pack in packs_to_resume([], pulled)} == {old.pack, new.pack}


def test_only_the_tests_the_server_names_are_offered(shop: Shop, pulled: Pulled) -> None:
    shipped = [load_pack(TABLE), load_pack(PACKS_ROOT / "construction" / "ppe_check")]
    shop.offer(CONFIGURATION, Configuration(offered=["construction/ppe_check"]))
    shop.serve()
    assert [pack.id for pack in packs_on_offer(shipped, pulled)] == ["construction/ppe_check"]


def test_settings_that_would_leave_no_test_are_passed_over(shop: Shop, pulled: Pulled) -> None:
    shop.offer(CONFIGURATION, Configuration(offered=["no/such"]))
    shop.serve()
    assert len(packs_on_offer([load_pack(TABLE)], pulled)) == 1


def test_a_document_altered_on_disk_does_not_count(shop: Shop, pulled: Pulled) -> None:
    shop.offer(ROSTER, Roster(candidates=[Enlisted("AAA-222")]))
    shop.serve()
    (document,) = (pulled.folder / "documents").iterdir()
    document.write_bytes(b"{}")
    assert pulled.expects("AAA-222") is None


def test_a_damaged_record_counts_as_none(shop: Shop, pulled: Pulled) -> None:
    shop.offer(CONFIGURATION, Configuration(chunk_bytes=65536))
    shop.serve()
    (pulled.folder / "current.json").write_text(json.dumps([1, 2]))
    assert pulled.standing().catalogue is None
    shop.serve(now=EVERY_S)
    assert pulled.configuration().chunk_bytes == 65536


def test_kinds_of_a_newer_server_are_left_alone(shop: Shop, pulled: Pulled) -> None:
    shop.offer("timetable", Configuration())
    shop.serve()
    assert not any(isinstance(message, Fetch) for message in shop.said)
    assert pulled.standing().catalogue == shop.catalogue().digest


def test_an_answer_that_does_not_come_is_asked_for_again(shop: Shop) -> None:
    shop.channel.connected(0.0)
    shop.channel.tick(ANSWER_S + 1)
    assert shop.said == [Ask(), Ask()]


def test_a_server_that_cannot_answer_is_left_alone_for_a_while(shop: Shop) -> None:
    shop.channel.connected(0.0)
    shop.channel.take(Refused(code="not_served", problem="busy", remedy="wait"), 0.0)
    assert shop.channel.rests(PAUSE_S - 1)
    assert shop.channel.trouble is not None


def test_what_changed_while_it_was_fetched_is_asked_anew(shop: Shop) -> None:
    shop.offer(ROSTER, Roster(candidates=[]))
    shop.serve(most=1)
    shop.channel.take(Refused(code="gone", problem="gone", remedy="ask anew"), 0.0)
    shop.serve(now=PAUSE_S)
    assert shop.channel.trouble is None


def test_a_running_kiosk_pulls_from_its_server(
    intake: Any, tmp_path: Path, pack_copy: Path, wait_for: Callable[..., None]
) -> None:
    publish_pack(intake.directory, pack_copy)
    identity = intake.pair(tmp_path / "kiosk")
    desk = Desk(tmp_path / "kiosk", identity, [load_pack(TABLE)], OwnEyes(None))
    EvidenceShelf(desk.journal)
    with Uplink(desk.journal, identity):
        wait_for(lambda: Pulled(tmp_path / "kiosk").standing().packs)
    desk.unfinished()
    assert [pack.version for pack in desk.packs] == ["9.0.0"]
    assert not desk.expects("AAA-222")


def test_a_kiosk_paired_before_there_were_pulls_learns_where_to_ask(
    intake: Any, tmp_path: Path, pack_copy: Path, wait_for: Callable[..., None]
) -> None:
    publish_pack(intake.directory, pack_copy)
    before = replace(intake.pair(tmp_path / "kiosk"), pulls_port=None)
    with Uplink(Journal(tmp_path / "kiosk" / "journal.db"), before):
        wait_for(lambda: Pulled(tmp_path / "kiosk").standing().packs)


@pytest.fixture
def wait_for() -> Callable[..., None]:
    def wait(reached: Callable[[], object]) -> None:
        deadline = time.monotonic() + 30
        while not reached():
            assert time.monotonic() < deadline
            time.sleep(0.02)

    return wait
