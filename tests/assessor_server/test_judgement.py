"""The rules of judgement: who may rate and decide, what, and when."""

import pytest
from office_support import PACK, Office, person
from sqlalchemy import func, select

from assessor_server.attempts import find_attempt
from assessor_server.issuing import conclude
from assessor_server.judgement import (
    Given,
    IncompleteError,
    JudgementError,
    NotNowError,
    NotYoursError,
    confirm_rating,
    decide,
    decision_of,
    outcome_of,
    rate_blind,
    ratings_of,
)
from assessor_server.store import reading, tables, writing
from protocol import utc_text
from scenarios import scheme_for

WORN = [Given(criterion.id, "worn") for criterion in PACK.criteria]
NOT_WORN = [Given(criterion.id, "not_worn", "no helmet") for criterion in PACK.criteria]


def rate(office: Office, attempt: str, by: str = "ana", given: list[Given] | None = None) -> None:
    with reading(office.console.engine) as connection:
        provenance = office.console.provenance_of(connection, find_attempt(connection, attempt))
    with writing(office.console.engine) as connection:
        rate_blind(
            connection,
            PACK,
            provenance,
            attempt=attempt,
            given=WORN if given is None else given,
            by=office.user(by),
            now=utc_text(),
        )


def confirm(
    office: Office, attempt: str, by: str = "ana", given: list[Given] | None = None
) -> None:
    with writing(office.console.engine) as connection:
        confirm_rating(
            connection,
            PACK,
            attempt=attempt,
            given=WORN if given is None else given,
            by=office.user(by),
            now=utc_text(),
        )


def settle(
    office: Office,
    attempt: str,
    by: str = "oscar",
    outcome: str = "competent",
    reason: str = "",
) -> None:
    with reading(office.console.engine) as connection:
        provenance = office.console.provenance_of(connection, find_attempt(connection, attempt))
    with writing(office.console.engine) as connection:
        decide(
            connection,
            PACK,
            scheme_for(PACK.id),
            provenance,
            attempt=attempt,
            outcome=outcome,
            reason=reason,
            by=office.user(by),
            now=utc_text(),
        )


def rated(office: Office, by: str = "ana", given: list[Given] | None = None) -> str:
    """An attempt rated and confirmed."""
    attempt = office.attempt()
    rate(office, attempt, by, given)
    confirm(office, attempt, by, given)
    return attempt


def refusal(error: pytest.ExceptionInfo[JudgementError]) -> str:
    return error.value.reason


def stored(office: Office, table: str = "ratings") -> int:
    with reading(office.console.engine) as connection:
        return int(
            connection.execute(
                select(func.count()).select_from(tables.metadata.tables[table])
            ).scalar_one()
        )


def test_the_first_rating_is_kept_beside_the_amended_one(office: Office) -> None:
    attempt = office.attempt()
    rate(office, attempt)
    amended = [WORN[0], Given(WORN[1].criterion, "not_worn", "the vest is open")]
    confirm(office, attempt, given=amended)
    with reading(office.console.engine) as connection:
        name = WORN[1].criterion
        first = ratings_of(connection, attempt, blind=True)[name].band
        assert (first, ratings_of(connection, attempt, blind=False)[name].band) == (
            "worn",
            "not_worn",
        )


@pytest.mark.parametrize("by", ["oscar", "carla", "aud"])
def test_only_an_assessor_rates(office: Office, by: str) -> None:
    with pytest.raises(NotYoursError):
        rate(office, office.attempt(), by)


def test_who_trained_the_candidate_does_not_rate(office: Office) -> None:
    attempt = office.attempt(office.candidate(trainers=["ana"]))
    with pytest.raises(NotYoursError) as error:
        rate(office, attempt)
    assert refusal(error) == "you_trained"


@pytest.mark.parametrize("trainer", ["ana", "ANA", "Ana Evaluadora", " ana evaluadora "])
def test_who_the_kiosk_named_as_trainer_does_not_rate(office: Office, trainer: str) -> None:
    attempt = office.attempt(trainer=trainer)
    with pytest.raises(NotYoursError) as error:
        rate(office, attempt)
    assert refusal(error) == "you_trained"


def test_who_trained_the_candidate_does_not_decide(office: Office) -> None:
    attempt = office.attempt(office.candidate(trainers=["oscar"]))
    rate(office, attempt)
    confirm(office, attempt)
    with pytest.raises(NotYoursError) as error:
        settle(office, attempt)
    assert refusal(error) == "you_trained"


def test_who_rated_does_not_decide(office: Office) -> None:
    attempt = rated(office, by="berta")
    with pytest.raises(NotYoursError) as error:
        settle(office, attempt, by="berta")
    assert refusal(error) == "you_rated"


def test_a_person_with_both_roles_decides_what_another_rated(office: Office) -> None:
    attempt = rated(office, by="ana")
    settle(office, attempt, by="berta")
    with reading(office.console.engine) as connection:
        assert decision_of(connection, attempt) is not None


def test_an_assessor_alone_does_not_decide(office: Office) -> None:
    attempt = rated(office)
    with pytest.raises(NotYoursError):
        settle(office, attempt, by="alba")


def test_a_second_assessor_does_not_rate_over_the_first(office: Office) -> None:
    attempt = office.attempt()
    rate(office, attempt, "ana")
    with pytest.raises(NotYoursError) as error:
        confirm(office, attempt, "alba")
    assert refusal(error) == "other_rater"


def test_an_unsealed_attempt_is_not_rated(office: Office) -> None:
    with pytest.raises(NotNowError) as error:
        rate(office, office.attempt(seal=False))
    assert refusal(error) == "not_sealed"


def test_an_attempt_altered_on_its_way_is_not_rated(office: Office) -> None:
    attempt = office.attempt(tamper=True)
    with pytest.raises(NotNowError) as error:
        rate(office, attempt)
    assert refusal(error) == "broken"


def test_an_attempt_altered_in_the_store_is_not_rated(office: Office) -> None:
    attempt = office.attempt()
    office.alter_event(attempt, 10, lambda _: None)
    with pytest.raises(NotNowError) as error:
        rate(office, attempt)
    assert refusal(error) == "broken"


def test_an_attempt_whose_pictures_are_missing_is_not_rated(office: Office) -> None:
    with pytest.raises(NotNowError) as error:
        rate(office, office.attempt(evidence=False))
    assert refusal(error) == "evidence_waiting"


def test_an_attempt_altered_after_rating_is_not_decided(office: Office) -> None:
    attempt = rated(office)
    office.alter_event(attempt, 10, lambda _: None)
    with pytest.raises(NotNowError):
        settle(office, attempt)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (WORN[:1], "criteria"),
        ([*WORN, WORN[0]], "criteria"),
        ([WORN[0], Given("beauty", "worn")], "criteria"),
        ([WORN[0], Given(WORN[1].criterion, "splendid")], "unknown_band"),
        ([WORN[0], Given(WORN[1].criterion, None)], "unseen_without_note"),
        ([WORN[0], Given(WORN[1].criterion, "worn", "x" * 2001)], "long_note"),
    ],
)
def test_an_incomplete_rating_stores_nothing(
    office: Office, given: list[Given], reason: str
) -> None:
    attempt = office.attempt()
    with pytest.raises(IncompleteError) as error:
        rate(office, attempt, given=given)
    assert (refusal(error), stored(office)) == (reason, 0)


def test_the_first_rating_is_given_once(office: Office) -> None:
    attempt = office.attempt()
    rate(office, attempt)
    with pytest.raises(NotNowError):
        rate(office, attempt)


def test_nothing_is_confirmed_before_the_blind_rating(office: Office) -> None:
    with pytest.raises(NotNowError) as error:
        confirm(office, office.attempt())
    assert refusal(error) == "not_rated_blind"


def test_amending_needs_a_note(office: Office) -> None:
    attempt = office.attempt()
    rate(office, attempt)
    with pytest.raises(IncompleteError) as error:
        confirm(office, attempt, given=[WORN[0], Given(WORN[1].criterion, "not_worn")])
    assert refusal(error) == "amended_without_note"


def test_nothing_is_decided_before_the_rating_is_confirmed(office: Office) -> None:
    attempt = office.attempt()
    rate(office, attempt)
    with pytest.raises(NotNowError) as error:
        settle(office, attempt)
    assert refusal(error) == "not_rated_yet"


def test_there_is_one_decision(office: Office) -> None:
    attempt = rated(office)
    settle(office, attempt)
    with pytest.raises(NotNowError) as error:
        settle(office, attempt, by="berta", outcome="not_yet_competent", reason="no")
    assert refusal(error) == "already_decided"


def test_a_decided_attempt_is_not_rated_again(office: Office) -> None:
    attempt = rated(office)
    settle(office, attempt)
    with pytest.raises(NotNowError):
        rate(office, attempt)


def test_competent_needs_the_pass_rule(office: Office) -> None:
    attempt = rated(office, given=NOT_WORN)
    with pytest.raises(IncompleteError) as error:
        settle(office, attempt)
    assert refusal(error) == "pass_rule"


def test_what_the_evidence_does_not_show_is_no_pass(office: Office) -> None:
    unseen = [WORN[0], Given(WORN[1].criterion, None, "the picture ends at the waist")]
    attempt = rated(office, given=unseen)
    with pytest.raises(IncompleteError) as error:
        settle(office, attempt)
    assert refusal(error) == "pass_rule"


def test_not_yet_competent_needs_a_reason(office: Office) -> None:
    attempt = rated(office, given=NOT_WORN)
    with pytest.raises(IncompleteError) as error:
        settle(office, attempt, outcome="not_yet_competent", reason="  ")
    assert refusal(error) == "no_reason"


def test_an_outcome_that_does_not_exist_is_refused(office: Office) -> None:
    attempt = rated(office)
    with pytest.raises(IncompleteError):
        settle(office, attempt, outcome="splendid")


def test_an_officer_may_find_not_yet_competent_against_the_marks(office: Office) -> None:
    attempt = rated(office)
    settle(office, attempt, outcome="not_yet_competent", reason="somebody else's photo")
    with reading(office.console.engine) as connection:
        decision = decision_of(connection, attempt)
    assert decision is not None
    assert decision.outcome == "not_yet_competent"


def test_not_yet_competent_issues_no_certificate(office: Office) -> None:
    attempt = rated(office, given=NOT_WORN)
    with reading(office.console.engine) as connection:
        provenance = office.console.provenance_of(connection, find_attempt(connection, attempt))
    with writing(office.console.engine) as connection:
        number = conclude(
            connection,
            office.console.vault,
            office.console.issuer,
            PACK,
            scheme_for(PACK.id),
            provenance,
            attempt=attempt,
            outcome="not_yet_competent",
            reason="no helmet",
            by=office.user("oscar"),
            now=utc_text(),
        )
    assert (number, stored(office, "certificates")) == (None, 0)


def test_the_outcome_comes_from_the_final_ratings_not_the_first(office: Office) -> None:
    attempt = office.attempt()
    rate(office, attempt, given=NOT_WORN)
    confirm(office, attempt, given=[Given(item.criterion, "worn", "seen now") for item in WORN])
    with reading(office.console.engine) as connection:
        assert outcome_of(connection, PACK, attempt).passed


def test_the_ais_scores_do_not_decide(office: Office) -> None:
    attempt = office.attempt(seen=person(helmet=None))
    rate(office, attempt)
    confirm(office, attempt)
    with reading(office.console.engine) as connection:
        assert outcome_of(connection, PACK, attempt).passed
