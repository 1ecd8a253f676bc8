"""What an assessor measures with a tool of their own: the number is typed, kept and shown."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from office_support import BASE_URL, Office

from assessor_server.judgement import Given, IncompleteError, confirm_rating, rate_blind, ratings_of
from assessor_server.provenance import Provenance
from assessor_server.store import reading, writing
from assessor_server.web.app import build_app
from assessor_server.web.language import Words, catalogue
from assessor_server.web.show import Shown
from protocol import utc_text
from scenarios import Measurement, load_pack

PACK = load_pack("construction/tile_floor")
LIPPAGE = "lippage"
SOUND = Provenance(())


def others() -> list[Given]:
    """The best band of every other criterion."""
    return [Given(c.id, c.choices[0].band) for c in PACK.criteria if c.id != LIPPAGE]


@pytest.fixture
def office(office: Office) -> Office:
    """An office that knows the tile floor too."""
    app = build_app(office.directory, base_url=BASE_URL, packs=[PACK])
    return replace(office, app=app, console=app.state.console)


@pytest.fixture
def floor(office: Office) -> str:
    """An attempt of the tile floor."""
    return office.attempt(pack=PACK)


def rate(office: Office, attempt: str, given: Given, *, blind: bool = True) -> None:
    every = [*others(), given]
    with writing(office.console.engine) as connection:
        by, now = office.user("ana"), utc_text()
        if blind:
            rate_blind(connection, PACK, SOUND, attempt=attempt, given=every, by=by, now=now)
        else:
            confirm_rating(connection, PACK, attempt=attempt, given=every, by=by, now=now)


def stored(office: Office, attempt: str, *, blind: bool = True) -> Given:
    with reading(office.console.engine) as connection:
        return ratings_of(connection, attempt, blind=blind)[LIPPAGE]


def send(office: Office, attempt: str, act: str = "rate", **fields: str) -> tuple[int, str]:
    """Send the rating form with these fields for lippage; status and page."""
    sent = {f"band.{item.criterion}": item.band or "" for item in others()}
    sent |= {f"{name}.{LIPPAGE}": text for name, text in fields.items()}
    page = f"/attempts/{attempt}/rate"
    answer = office.browser("ana").send(page, f"/attempts/{attempt}/{act}", sent)
    return answer.status_code, answer.text


@pytest.mark.parametrize(
    ("typed", "value", "band"), [("0,6", 0.6, "flat"), ("1.4", 1.4, "stepped")]
)
def test_a_typed_number_makes_its_band_and_both_are_kept(
    office: Office, floor: str, typed: str, value: float, band: str
) -> None:
    assert send(office, floor, value=typed)[0] == 303
    assert stored(office, floor) == Given(LIPPAGE, band, "", value)


@pytest.mark.parametrize("typed", ["-0,2", "25", "a lot", "1_0", "nan", "inf", "0.6 mm", "٣"])
def test_what_no_gauge_shows_is_refused_and_nothing_is_stored(
    office: Office, floor: str, typed: str
) -> None:
    status, page = send(office, floor, value=typed)
    assert (status, "Ese número no puede ser" in page) == (422, True)
    with reading(office.console.engine) as connection:
        assert ratings_of(connection, floor, blind=True) == {}


def test_without_number_or_reason_the_criterion_is_not_rated(office: Office, floor: str) -> None:
    assert send(office, floor)[0] == 422
    assert send(office, floor, unseen="yes")[0] == 422  # the note must say why
    assert send(office, floor, unseen="yes", note="the gauge is broken")[0] == 303
    assert stored(office, floor) == Given(LIPPAGE, None, "the gauge is broken")


def test_on_the_limit_a_person_chooses_between_its_two_bands(office: Office, floor: str) -> None:
    status, page = send(office, floor, value="1,02")
    assert (status, page.count(f'name="band.{LIPPAGE}"')) == (422, 2)
    assert send(office, floor, value="1,02", band="stepped")[0] == 303
    assert stored(office, floor) == Given(LIPPAGE, "stepped", "", 1.02)


def test_a_band_other_than_the_number_makes_is_refused(office: Office, floor: str) -> None:
    with pytest.raises(IncompleteError) as refused:
        rate(office, floor, Given(LIPPAGE, "flat", "", 1.4))
    assert refused.value.reason == "other_band"


def test_a_band_without_its_number_is_refused(office: Office, floor: str) -> None:
    with pytest.raises(IncompleteError) as refused:
        rate(office, floor, Given(LIPPAGE, "flat"))
    assert refused.value.reason == "no_number"


def test_a_number_where_none_is_asked_for_is_refused(office: Office, floor: str) -> None:
    given = [
        Given(i.criterion, i.band, "", 1.0 if n == 0 else None) for n, i in enumerate(others())
    ]
    with pytest.raises(IncompleteError) as refused, writing(office.console.engine) as connection:
        rate_blind(
            connection, PACK, SOUND, attempt=floor, given=[*given, Given(LIPPAGE, "flat", "", 0.5)],
            by=office.user("ana"), now=utc_text(),
        )  # fmt: skip
    assert refused.value.reason == "number_not_asked"


def test_another_number_is_an_amendment_and_needs_a_note(office: Office, floor: str) -> None:
    rate(office, floor, Given(LIPPAGE, "flat", "", 0.5))
    with pytest.raises(IncompleteError) as refused:
        rate(office, floor, Given(LIPPAGE, "flat", "", 0.7), blind=False)
    assert refused.value.reason == "amended_without_note"
    rate(office, floor, Given(LIPPAGE, "flat", "measured again", 0.7), blind=False)
    assert (stored(office, floor).value, stored(office, floor, blind=False).value) == (0.5, 0.7)


def test_the_officer_reads_the_number_and_the_one_before(office: Office, floor: str) -> None:
    rate(office, floor, Given(LIPPAGE, "flat", "", 0.5))
    rate(office, floor, Given(LIPPAGE, "stepped", "measured again", 1.25), blind=False)
    page = office.browser("oscar").get(f"/attempts/{floor}").text
    assert ("1,25 mm" in page, "0,5 mm" in page) == (True, True)


@pytest.mark.parametrize(
    ("language", "text"), [("es", "1,4 mm"), ("en", "1.4 mm"), ("fr", "1,4 mm")]
)
def test_a_number_is_written_as_its_reader_writes_it(language: str, text: str) -> None:
    criterion = PACK.criterion(LIPPAGE)
    assert isinstance(criterion, Measurement)
    assert (
        Shown(Words(language, catalogue(language), ZoneInfo("UTC"))).number(criterion, 1.4) == text
    )


def test_the_page_says_what_to_type(office: Office, floor: str) -> None:
    page = office.browser("ana").get(f"/attempts/{floor}/rate").text
    assert f'name="value.{LIPPAGE}"' in page
    assert "0–20 mm" in page
