"""What the demonstration's scripted assessor does, and above all what it leaves to people."""

from acredita.demo.judging import needs_a_person, rate_by_picture, rate_by_truth
from scenarios import AIScore, load_pack

PPE = load_pack("construction/ppe_check")
TABLE = load_pack("tourism/table_setting")


def score(criterion: str, band: str | None) -> AIScore:
    return AIScore(criterion, None, None, None, None, band, None, band is None, None)


def test_an_unsure_score_needs_a_person() -> None:
    ratings = rate_by_picture(PPE, [score("helmet_worn", "worn"), score("vest_worn", None)])
    assert needs_a_person(PPE, ratings) == ["vest_worn"]


def test_a_failed_critical_criterion_decides_whatever_else_is_unsure() -> None:
    ratings = rate_by_picture(PPE, [score("helmet_worn", "not_worn"), score("vest_worn", None)])
    assert needs_a_person(PPE, ratings) == []


def test_a_criterion_nobody_scored_is_never_rated_from_the_picture() -> None:
    assert needs_a_person(PPE, rate_by_picture(PPE, [])) == ["helmet_worn", "vest_worn"]


def test_truth_wins_over_what_was_measured() -> None:
    ratings = rate_by_truth(TABLE, {"plate_edge_mm": 12.0}, [score("plate_edge", "good")])
    assert {rating.criterion: rating.band for rating in ratings}["plate_edge"] == "fair"
