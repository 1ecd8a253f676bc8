"""What the result screen says of a score: true to the bands, and never that somebody failed."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.screens.readings import reading, readings, scale, zones
from kiosk.screens.widgets.gauge import GaugeState
from kiosk.texts import LANGUAGES, load_catalogue
from scenarios import AIScore, Band, Measurement, Pack, find_packs, load_pack, propose_scores

SPANISH = load_catalogue("es")


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("tourism/table_setting")


def score(pack: Pack, criterion: str, value: float | None, band: str | None) -> AIScore:
    """A score of a criterion, as if `value` ± 1 had been measured."""
    one = pack.criterion(criterion)
    assert isinstance(one, Measurement)
    points = next((b.points * one.weight for b in one.bands if b.id == band), None)
    return AIScore(criterion, one.measure, value, 1.0, one.unit, band, points, band is None, None)


@pytest.mark.parametrize(
    ("band", "state"),
    [
        ("good", GaugeState.GOOD),
        ("fair", GaugeState.NEAR),
        ("poor", GaugeState.FAR),
        (None, GaugeState.PERSON),
    ],
)
def test_the_band_decides_what_is_said(pack: Pack, band: str | None, state: GaugeState) -> None:
    shown = reading(
        pack, pack.criterion("plate_edge"), score(pack, "plate_edge", 20, band), SPANISH
    )
    assert shown.state is state


def test_a_value_in_the_middle_of_the_scale_stands_in_the_middle(pack: Pack) -> None:
    shown = reading(
        pack, pack.criterion("plate_edge"), score(pack, "plate_edge", 20, "good"), SPANISH
    )
    assert shown.at is not None
    (best,) = [zone for zone in shown.zones if zone.share == 1]
    assert shown.at == pytest.approx((best.start + best.end) / 2)


def test_what_is_looked_for_is_said_in_the_units_of_the_pack(pack: Pack) -> None:
    shown = reading(
        pack, pack.criterion("plate_edge"), score(pack, "plate_edge", 20, "good"), SPANISH
    )
    assert shown.wanted == "Lo que se busca: de 15 a 25 mm"


def test_without_a_value_there_is_no_needle(pack: Pack) -> None:
    shown = reading(
        pack, pack.criterion("plate_edge"), score(pack, "plate_edge", None, None), SPANISH
    )
    assert (shown.at, shown.value) == (None, "")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pack", find_packs(), ids=lambda pack: pack.id)
def test_every_criterion_of_every_pack_can_be_shown(pack: Pack, language: str) -> None:
    shown = readings(pack, propose_scores(pack, []), load_catalogue(language))
    assert [one.state for one in shown] == [GaugeState.PERSON] * len(pack.criteria)


@st.composite
def band_lists(draw: st.DrawFn) -> list[Band]:
    """Bands that follow each other without a gap, as packs have them."""
    limits = sorted(draw(st.sets(st.integers(-500, 500), min_size=1, max_size=6)))
    edges = [None, *(float(limit) for limit in limits), None]
    points = draw(st.lists(st.floats(0, 1), min_size=len(edges) - 1, max_size=len(edges) - 1))
    return [
        Band(id="band", low=low, high=high, points=share)
        for low, high, share in zip(edges, edges[1:], points, strict=False)
    ]


@given(band_lists())
def test_zones_cover_the_scale_from_end_to_end(bands: list[Band]) -> None:
    found = zones(bands, *scale(bands))
    assert (found[0].start, found[-1].end) == (0.0, 1.0)
    assert all(a.end == b.start for a, b in pairwise(found))


@given(band_lists())
def test_every_limit_lies_on_the_scale(bands: list[Band]) -> None:
    low, high = scale(bands)
    assert all(low <= band.high <= high for band in bands if band.high is not None)


def test_a_range_around_nothing_is_said_shortly() -> None:
    wall = load_pack("construction/brick_wall")
    shown = reading(wall, wall.criterion("level"), score(wall, "level", None, None), SPANISH)
    assert "±2,1 mm/m" in shown.wanted
