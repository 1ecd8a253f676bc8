"""Who sees what when: AI scores only after the blind rating, work only at the right desk."""

import pytest
from office_support import Office

from assessor_server.attempts import find_attempt
from assessor_server.judgement import may_see_ai
from assessor_server.store import reading
from assessor_server.work_queue import queue_of


def seeing(office: Office, attempt: str) -> list[str]:
    """Who may see the AI's scores now."""
    with reading(office.console.engine) as connection:
        found = find_attempt(connection, attempt)
        people = ("ana", "alba", "berta", "oscar", "aud")
        return [who for who in people if may_see_ai(connection, found, office.user(who))]


def desks(office: Office, attempt: str) -> list[str]:
    """Where an attempt lies: on Ana's desks, or Óscar's."""
    with reading(office.console.engine) as connection:
        ana = queue_of(connection, office.user("ana"))
        oscar = queue_of(connection, office.user("oscar"))
    places = {
        "to_rate": ana.to_rate,
        "to_confirm": ana.to_confirm,
        "to_decide": oscar.to_decide,
        "done": oscar.done,
    }
    return [name for name, desk in places.items() if attempt in [item.id for item in desk]]


def test_nobody_sees_the_ais_scores_before_the_blind_rating(office: Office) -> None:
    assert seeing(office, office.attempt()) == []


def test_after_the_blind_rating_only_the_rater_sees_the_ais_scores(office: Office) -> None:
    attempt = office.attempt()
    office.browser("ana").rate(attempt)
    assert seeing(office, attempt) == ["ana"]


def test_after_the_confirmation_all_who_judge_see_the_ais_scores(office: Office) -> None:
    attempt = office.attempt()
    office.browser("ana").rate_fully(attempt)
    assert seeing(office, attempt) == ["ana", "alba", "berta", "oscar", "aud"]


def test_the_queue_moves_an_attempt_from_desk_to_desk(office: Office) -> None:
    attempt = office.attempt()
    ana = office.browser("ana")
    seen = [desks(office, attempt)]
    ana.rate(attempt)
    seen.append(desks(office, attempt))
    ana.rate(attempt, "confirm")
    seen.append(desks(office, attempt))
    office.browser("oscar").decide(attempt)
    seen.append(desks(office, attempt))
    assert seen == [["to_rate"], ["to_confirm"], ["to_decide"], ["done"]]


@pytest.mark.parametrize("stage", ["to_rate", "to_decide"])
def test_a_queue_leaves_out_what_the_person_may_not_do(office: Office, stage: str) -> None:
    office.browser("berta").rate_fully(office.attempt())
    office.attempt(office.candidate(trainers=["berta"]))
    with reading(office.console.engine) as connection:
        queue = queue_of(connection, office.user("berta"))
    assert getattr(queue, stage) == []


def test_who_waits_longest_comes_first(office: Office) -> None:
    attempts = [office.attempt(evidence=False) for _ in range(3)]
    with reading(office.console.engine) as connection:
        queue = queue_of(connection, office.user("ana"))
    assert [item.id for item in queue.to_rate] == attempts


def test_an_attempt_that_is_not_sealed_waits_for_nobody(office: Office) -> None:
    office.attempt(seal=False)
    office.attempt(tamper=True)
    with reading(office.console.engine) as connection:
        assert queue_of(connection, office.user("ana")).to_rate == []
