"""What the ledger makes of deliveries, without sockets."""

import sqlite3
import uuid
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from sqlalchemy.exc import DBAPIError

from assessor_server.intake.ledger import Delivery, Unreadable
from assessor_server.store.tables import (
    ai_scores,
    attempts,
    candidates,
    conflicts,
    quarantine,
)
from kiosk.attempt_log import AttemptLog
from protocol import SealKey, append, decode_event, encode_event, encode_seal, sign_seal
from protocol.messages import (
    Conflict,
    Entries,
    Entry,
    Quarantined,
    Receipt,
    Refused,
    Welcome,
)

STREAM, DIGEST = "0f" * 16, "ab" * 32


@pytest.fixture
def attempt(desk: Any, attempt_maker: Any) -> str:
    """A whole attempt in the desk's journal."""
    made: str = attempt_maker.whole(desk.journal, desk.key)
    return made


def altered(entry: Entry, **changes: object) -> Entry:
    """The same event with other content, in canonical form."""
    event = msgspec.structs.replace(decode_event(entry.body), **changes)
    return Entry("event", encode_event(event))


# --- what arrives as it should -------------------------------------------------------------------


def test_a_whole_attempt_is_stored_and_sealed(desk: Any, attempt: str) -> None:
    assert desk.deliver(desk.written()) == [Receipt(stream=STREAM, upto=5)]
    assert [row.seq for row in desk.entries()] == [1, 2, 3, 4, 5]
    assert [(row.id, row.state) for row in desk.rows(attempts)] == [(attempt, "sealed")]


def test_entries_are_kept_byte_for_byte(desk: Any, attempt: str) -> None:
    desk.deliver(desk.written())
    assert [row.body for row in desk.entries()] == [entry.body for entry in desk.written()]


def test_the_attempt_says_what_its_first_event_said(desk: Any, attempt: str) -> None:
    desk.deliver(desk.written())
    (row,) = desk.rows(attempts)
    assert (row.scenario, row.candidate, row.language) == (
        "tourism/table_setting", "K7F-4Q2", "es",
    )  # fmt: skip
    assert (row.kiosk, row.centre) == (desk.kiosk.id, desk.kiosk.centre)


def test_the_centre_is_that_of_the_key_whatever_the_event_says(
    desk: Any, attempt_maker: Any
) -> None:
    attempt_maker.whole(desk.journal, desk.key, centre="somewhere else", kiosk="another")
    desk.deliver(desk.written())
    assert [(row.kiosk, row.centre) for row in desk.rows(attempts)] == [
        (desk.kiosk.id, desk.kiosk.centre)
    ]


def test_ai_scores_are_kept_per_criterion(desk: Any, attempt: str) -> None:
    desk.deliver(desk.written())
    (row,) = desk.rows(ai_scores)
    assert (row.attempt, row.criterion) == (attempt, "plate_edge")
    assert msgspec.json.decode(row.score)["value"] == 20.1


def test_a_repeated_proposal_replaces_the_one_before(desk: Any, attempt_maker: Any) -> None:
    log = attempt_maker.begin(desk.journal, desk.key)
    for value in (1.0, 2.0):
        score = {"criterion": "plate_edge", "value": value}
        log.write("score.proposed", {"scores": [score], "pack_digest": DIGEST})
    desk.deliver(desk.written())
    assert [msgspec.json.decode(row.score)["value"] for row in desk.rows(ai_scores)] == [2.0]


def test_a_candidate_nobody_registered_gets_a_key(desk: Any, attempt: str) -> None:
    desk.deliver(desk.written())
    (row,) = desk.rows(candidates)
    assert (row.code, row.centre, row.name_enc) == ("K7F-4Q2", desk.kiosk.centre, None)
    assert row.key_wrapped is not None


@pytest.mark.parametrize(
    ("kind", "body", "state"),
    [
        ("consent.refused", {}, "refused"),
        ("attempt.voided", {"reason": "the camera died"}, "voided"),
    ],
)
def test_an_attempt_can_end_without_a_seal(
    desk: Any, attempt_maker: Any, kind: str, body: dict[str, object], state: str
) -> None:
    attempt_maker.begin(desk.journal, desk.key).write(kind, body)
    desk.deliver(desk.written())
    assert desk.states() == [state]


def test_a_stream_goes_on_after_a_restart(desk: Any, attempt: str) -> None:
    desk.deliver(desk.written()[:2])
    desk.ledger = desk.open_ledger()
    assert desk.deliver(desk.written()[2:], first=3) == [Receipt(stream=STREAM, upto=5)]
    assert desk.states() == ["sealed"]


def test_hello_is_answered_with_what_is_stored(desk: Any, attempt: str) -> None:
    assert (desk.hello().have_seq, desk.hello().have_digest) == (0, None)
    desk.deliver(desk.written())
    welcome = desk.hello()
    assert (welcome.have_seq, welcome.have_digest) == (5, desk.journal.digest_at(5))


def test_one_receipt_answers_all_deliveries_of_a_batch(desk: Any, attempt: str) -> None:
    batch = [
        Delivery(desk.kiosk, b"peer", Entries(stream=STREAM, first_seq=seq, entries=[entry]))
        for seq, entry in enumerate(desk.written(), 1)
    ]
    assert desk.store(batch) == [(b"peer", Receipt(stream=STREAM, upto=5))]


# --- what comes again ----------------------------------------------------------------------------


def test_entries_that_come_again_are_stored_once(desk: Any, attempt: str) -> None:
    first = desk.deliver(desk.written())
    assert desk.deliver(desk.written()) == first
    assert len(desk.entries()) == 5


def test_entries_that_overlap_are_stored_once(desk: Any, attempt: str) -> None:
    desk.deliver(desk.written()[:3])
    assert desk.deliver(desk.written()[1:], first=2) == [Receipt(stream=STREAM, upto=5)]
    assert [row.seq for row in desk.entries()] == [1, 2, 3, 4, 5]


def test_a_gap_is_answered_with_where_to_go_on(desk: Any, attempt: str) -> None:
    desk.deliver(desk.written()[:2])
    (welcome,) = desk.deliver(desk.written()[3:], first=4)
    assert isinstance(welcome, Welcome)
    assert welcome.have_seq == 2
    assert len(desk.entries()) == 2


def test_other_bytes_in_a_taken_place_are_a_conflict_and_kept(desk: Any, attempt: str) -> None:
    desk.deliver(desk.written())
    forged = altered(desk.written()[1], body={"text_digest": DIGEST, "language": "en"})
    conflict, receipt = desk.deliver([forged], first=2)
    assert isinstance(conflict, Conflict)
    assert (conflict.seq, conflict.stored_digest) == (2, desk.journal.digest_at(2))
    assert [(row.seq, row.body) for row in desk.rows(conflicts)] == [(2, forged.body)]
    assert receipt == Receipt(stream=STREAM, upto=5)
    assert desk.entries()[1].body == desk.written()[1].body


def test_the_same_conflict_is_kept_once_and_answered_each_time(desk: Any, attempt: str) -> None:
    desk.deliver(desk.written())
    forged = altered(desk.written()[1], body={"text_digest": DIGEST, "language": "en"})
    assert desk.deliver([forged], first=2) == desk.deliver([forged], first=2)
    assert len(desk.rows(conflicts)) == 1


def test_an_attempt_sent_again_in_another_stream_is_stored_once(desk: Any, attempt: str) -> None:
    desk.deliver(desk.written())
    other = "1f" * 16
    assert desk.deliver(desk.written(), stream=other) == [Receipt(stream=other, upto=5)]
    assert (len(desk.entries()), desk.rows(quarantine)) == (5, [])
    assert desk.deliver(desk.written(), stream=other) == [Receipt(stream=other, upto=5)]
    assert desk.rows(conflicts) == []


def test_other_bytes_where_another_stream_was_repeated_are_a_conflict(
    desk: Any, attempt: str
) -> None:
    desk.deliver(desk.written())
    desk.deliver(desk.written(), stream="1f" * 16)
    forged = altered(desk.written()[1], body={"text_digest": DIGEST, "language": "en"})
    conflict, _ = desk.deliver([forged], first=2, stream="1f" * 16)
    assert isinstance(conflict, Conflict)
    assert desk.states() == ["sealed"]


def test_a_rewritten_event_in_another_stream_is_kept_as_a_conflict(desk: Any, attempt: str) -> None:
    desk.deliver(desk.written())
    forged = altered(desk.written()[1], body={"text_digest": DIGEST, "language": "en"})
    quarantined, _ = desk.deliver([forged], stream="1f" * 16)
    assert isinstance(quarantined, Quarantined)
    assert "stored with other bytes" in quarantined.reason
    assert [row.body for row in desk.rows(conflicts)] == [forged.body]
    assert desk.states() == ["sealed"]


# --- what does not fit ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (Entry("event", b"\x00poison"), "not an event"),
        (Entry("event", b""), "not an event"),
        (Entry("seal", b"{}"), "not a seal"),
        (Entry("virus", b"x"), "unknown kind"),
    ],
)
def test_poison_is_quarantined_and_the_queue_goes_on(
    desk: Any, attempt: str, entry: Entry, reason: str
) -> None:
    quarantined, receipt = desk.deliver([entry, *desk.written()])
    assert isinstance(quarantined, Quarantined)
    assert (quarantined.seq, receipt) == (1, Receipt(stream=STREAM, upto=6))
    (row,) = desk.rows(quarantine)
    assert reason in row.reason
    assert (row.seq, row.body) == (1, entry.body)
    assert desk.states() == ["sealed"]


def test_poison_that_comes_again_is_kept_once(desk: Any) -> None:
    poison = [Entry("event", b"poison")]
    desk.deliver(poison)
    assert desk.deliver(poison) == [Receipt(stream=STREAM, upto=1)]
    assert len(desk.rows(quarantine)) == 1


def test_an_altered_event_breaks_its_attempt(desk: Any, attempt: str) -> None:
    made = desk.written()
    made[1] = altered(made[1], body={"text_digest": DIGEST, "language": "en"})
    answers = desk.deliver(made)
    assert desk.states() == ["broken"]
    reasons = [answer.reason for answer in answers if isinstance(answer, Quarantined)]
    assert "the event before it was altered" in reasons[0]
    assert [row.seq for row in desk.entries()] == [1, 2]
    assert [row.seq for row in desk.rows(quarantine)] == [3, 4, 5]


def test_a_missing_event_breaks_its_attempt(desk: Any, attempt: str) -> None:
    made = desk.written()
    desk.deliver(made[:1] + made[2:])
    assert desk.states() == ["broken"]
    assert "expected event 1 but got event 2" in desk.rows(quarantine)[0].reason


def test_a_broken_attempt_says_what_broke_it(desk: Any, attempt: str) -> None:
    made = desk.written()
    desk.deliver(made[:1] + made[2:])
    (row,) = desk.rows(attempts)
    assert row.broken_reason.startswith("chain is broken at event 1")


def test_a_missing_last_event_is_found_by_the_seal(desk: Any, attempt: str) -> None:
    made = desk.written()
    desk.deliver(made[:3] + made[4:])
    assert desk.states() == ["broken"]
    assert "the seal says 4" in desk.rows(quarantine)[0].reason


def test_a_seal_by_a_key_that_is_not_the_kiosks_breaks_the_attempt(
    desk: Any, attempt_maker: Any
) -> None:
    attempt_maker.whole(desk.journal, SealKey.generate())
    desk.deliver(desk.written())
    assert desk.states() == ["broken"]
    assert "not this kiosk's" in desk.rows(quarantine)[0].reason


def test_a_broken_attempt_stays_broken(desk: Any, attempt: str) -> None:
    made = desk.written()
    desk.deliver(made[:1] + made[2:])
    desk.ledger = desk.open_ledger()
    desk.deliver(made, stream="1f" * 16)
    assert desk.states() == ["broken"]


def test_nothing_follows_a_seal(desk: Any, attempt: str) -> None:
    desk.deliver(desk.written())
    last = decode_event(desk.written()[3].body)
    late = append(last, attempt=attempt, kind="attempt.voided", body={"reason": "regret"})
    quarantined, _ = desk.deliver([Entry("event", encode_event(late))], first=6)
    assert isinstance(quarantined, Quarantined)
    assert desk.states() == ["sealed"]


def test_another_seal_does_not_replace_the_first(desk: Any, attempt: str) -> None:
    desk.deliver(desk.written())
    (before,) = desk.rows(attempts)
    other = sign_seal(attempt, 4, DIGEST, desk.key)
    quarantined, _ = desk.deliver([Entry("seal", encode_seal(other))], first=6)
    assert isinstance(quarantined, Quarantined)
    assert desk.rows(attempts) == [before]


def test_an_attempt_cannot_start_twice(desk: Any, attempt_maker: Any) -> None:
    log = attempt_maker.begin(desk.journal, desk.key)
    log.write("attempt.started", log.events[0].body)
    desk.deliver(desk.written())
    assert desk.states() == ["broken"]


def test_an_attempt_begins_with_its_start(desk: Any) -> None:
    AttemptLog(desk.journal, str(uuid.uuid4()), desk.key).write("attempt.finished", {})
    desk.deliver(desk.written())
    assert desk.rows(attempts) == []
    assert "has not started" in desk.rows(quarantine)[0].reason


def test_a_kiosk_cannot_write_into_anothers_attempt(desk: Any, attempt: str) -> None:
    desk.deliver(desk.written()[:2])
    desk.deliver(desk.written()[2:], kiosk=replace(desk.kiosk, id="another"))
    assert {row.reason for row in desk.rows(quarantine)} == {"the attempt belongs to another kiosk"}
    assert desk.states() == ["open"]
    desk.deliver(desk.written()[2:], first=3)
    assert desk.states() == ["sealed"]


def test_an_unreadable_frame_is_kept_once_with_its_reason(desk: Any) -> None:
    delivery = Delivery(desk.kiosk, b"peer", Unreadable(b"\x00\x01", "no message"))
    for _ in range(2):
        ((_, refusal),) = desk.store([delivery])
        assert isinstance(refusal, Refused)
    (row,) = desk.rows(quarantine)
    assert (row.body, row.reason, row.stream, row.seq) == (b"\x00\x01", "no message", None, None)


# --- when nothing can be stored ------------------------------------------------------------------


def test_a_failed_commit_stores_nothing_and_the_next_try_all_of_it(desk: Any, attempt: str) -> None:
    desk.deliver(desk.written()[:2])
    with sqlite3.connect(desk.folder.database) as saboteur:
        saboteur.execute(
            "CREATE TRIGGER no_room BEFORE UPDATE OF seal ON attempts"
            " BEGIN SELECT RAISE(FAIL, 'disk full'); END"
        )
    with pytest.raises(DBAPIError):
        desk.deliver(desk.written()[2:], first=3)
    assert (len(desk.entries()), desk.states()) == (2, ["open"])
    with sqlite3.connect(desk.folder.database) as saboteur:
        saboteur.execute("DROP TRIGGER no_room")
    assert desk.deliver(desk.written()[2:], first=3) == [Receipt(stream=STREAM, upto=5)]
    assert desk.states() == ["sealed"]
