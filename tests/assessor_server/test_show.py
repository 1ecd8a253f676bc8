"""How measures and bands are written on pages."""

from zoneinfo import ZoneInfo

import pytest

from assessor_server.web.language import Words, catalogue
from assessor_server.web.show import Shown
from scenarios import AIScore, load_pack

ES = Shown(Words("es", catalogue("es"), ZoneInfo("UTC")))
TABLE = load_pack("tourism/table_setting")


def score(value: float | None, U: float | None, unit: str, **changes: object) -> AIScore:
    fields = {"criterion": "x", "measure": "x", "value": value, "U": U, "unit": unit}
    rest = {"band": None, "points": None, "indeterminate": True, "reason": None}
    return AIScore(**(fields | rest | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "U", "unit", "written"),
    [
        (20.43, 0.84, "mm", "20,4 ± 0,8 mm"),
        (0.9, 0.7, "deg", "0,9 ± 0,7°"),
        (1.0, 0.0, "share", "100 %"),
        (0.5, 0.25, "share", "50 ± 25 %"),
        (6.0, 0.0, "pieces", "6"),
        (20.0, None, "mm", "20,0 mm"),
        (None, None, "mm", ""),
    ],
)
def test_a_value_is_written_with_its_uncertainty(
    value: float | None, U: float | None, unit: str, written: str
) -> None:
    assert ES.measured(score(value, U, unit)) == written


def test_a_band_that_stands_twice_shows_both_ranges() -> None:
    assert ES.ranges(TABLE.criterion("plate_edge"), "fair") == "10–15, 25–30 mm"


def test_an_open_band_shows_its_one_limit() -> None:
    assert ES.ranges(TABLE.criterion("time"), "too_late") == "> 240 s"


def test_a_judgement_has_no_range() -> None:
    assert ES.ranges(TABLE.criterion("hygiene"), "3") == ""


def test_the_best_band_stands_first() -> None:
    assert ES.options(TABLE, TABLE.criterion("plate_edge"))[0].band == "good"


@pytest.mark.parametrize("reason", ["unsure_helmet", "straddles_limit", "something new", None])
def test_every_reason_is_told_in_words(reason: str | None) -> None:
    assert ES.why(score(None, None, "mm", reason=reason)).endswith(".")
