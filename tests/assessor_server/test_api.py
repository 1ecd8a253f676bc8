"""The reading API: what a program may know of an attempt, for whom it acts."""

import msgspec
from office_support import PHOTO, Office

from protocol import decode_event, decode_seal, digest_bytes, verify_seal


class Log(msgspec.Struct):
    """A sealed log, its events and seal byte for byte."""

    events: list[msgspec.Raw]
    seal: msgspec.Raw


def test_an_attempt_tells_its_whole_story(office: Office) -> None:
    attempt = office.attempt()
    office.browser("ana").rate_fully(attempt)
    office.browser("oscar").decide(attempt)
    told = office.browser("oscar").get(f"/api/attempts/{attempt}").json()
    assert told["decision"]["outcome"] == "competent"
    assert told["certificate"]["status"] == "valid"
    assert [score["band"] for score in told["ai_scores"]] == ["worn", "worn"]


def test_ai_scores_are_withheld_before_the_blind_rating(office: Office) -> None:
    told = office.browser("ana").get(f"/api/attempts/{office.attempt()}").json()
    assert told["ai_scores"] is None
    assert [piece["role"] for piece in told["evidence"]] == ["photo"]


def test_the_log_is_withheld_before_the_blind_rating(office: Office) -> None:
    attempt = office.attempt()
    assert office.browser("ana").get(f"/api/attempts/{attempt}/log").status_code == 409


def test_the_log_can_be_checked_by_anybody_who_has_it(office: Office) -> None:
    attempt = office.attempt()
    office.browser("ana").rate_fully(attempt)
    answer = office.browser("aud").get(f"/api/attempts/{attempt}/log")
    log = msgspec.json.decode(answer.content, type=Log)
    events = [decode_event(bytes(raw)) for raw in log.events]
    verify_seal(decode_seal(bytes(log.seal)), events, enrolled=office.seal_key.public)


def test_the_queue_lists_what_waits(office: Office) -> None:
    attempt = office.attempt()
    waiting = office.browser("ana").get("/api/queue").json()["to_rate"]
    assert [item["id"] for item in waiting] == [attempt]


def test_a_stranger_gets_json_not_a_page(office: Office) -> None:
    answer = office.stranger().get("/api/queue")
    assert (answer.status_code, answer.json()["error"]) == (401, "log_in")


def test_a_coordinator_may_not_read_attempts(office: Office) -> None:
    answer = office.browser("carla").get(f"/api/attempts/{office.attempt()}")
    assert (answer.status_code, answer.json()["error"]) == (403, "role")


def test_an_unknown_attempt_is_json_too(office: Office) -> None:
    answer = office.browser("ana").get("/api/attempts/nonsense")
    assert (answer.status_code, answer.json()["error"]) == (404, "attempt_unknown")


def test_evidence_is_named_by_its_digest(office: Office) -> None:
    told = office.browser("ana").get(f"/api/attempts/{office.attempt()}").json()
    assert told["evidence"][0]["digest"] == digest_bytes(PHOTO)


def test_the_api_has_no_public_description(office: Office) -> None:
    answers = [office.stranger().get(path) for path in ("/docs", "/redoc", "/openapi.json")]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
