"""Without a screen, a candidate made of code plays what is done on one; the record is the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.attempt import State
from kiosk.evidence import EvidenceShelf
from kiosk.eyes import OwnEyes
from kiosk.headless import Person, Player, Take, run_headless
from kiosk.journal import Journal
from kiosk.plays import play_simulated
from kiosk.session import Session
from kiosk.unattended import Recording, RecordingError
from protocol import SealKey
from scenarios import PACKS_ROOT, AIScore, Pack, PlayBegun, load_pack, propose_scores

KEY = SealKey.from_hex("33" * 32)
PERSON = Person(candidate="K7M-4XP", centre="c", kiosk="k", source="rendered", judged=False)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal(tmp_path / "journal.db")
    yield opened
    opened.close()


def template(kind: str) -> Pack:
    return load_pack(PACKS_ROOT / "templates" / "packs" / kind)


def played(pack: Pack, journal: Journal, player: Player | None) -> Session:
    session = Session(pack, journal, EvidenceShelf(journal), KEY, OwnEyes())
    run_headless(session, PERSON, lambda step: Take(), lambda what, details: None, player)
    assert session.state is State.SEALED
    return session


def scores(session: Session) -> dict[str, AIScore]:
    return {score.criterion: score for score in session.scores}


@pytest.mark.parametrize("kind", ["scene", "dialogue"])
def test_an_expert_is_scored_as_such_and_scored_again_the_same(journal: Journal, kind: str) -> None:
    pack = template(kind)
    session = played(pack, journal, lambda one: play_simulated(one, 1.0, seed=5))
    assert {c.id: c.choices[0].band for c in pack.criteria} == {
        name: score.band for name, score in scores(session).items()
    }
    assert propose_scores(pack, session.seen()) == session.scores
    (begun,) = [seen for seen in session.seen() if isinstance(seen, PlayBegun)]
    assert begun.seed == 5


def test_what_nobody_played_goes_to_a_person(journal: Journal) -> None:
    found = scores(played(template("scene"), journal, None))
    assert {found[name].reason for name in ("found", "alarms", "action")} == {"not_played"}


def test_seeds_are_drawn_anew_for_everybody(journal: Journal) -> None:
    pack = template("scene")
    seeds = {
        seen.seed
        for _ in range(3)
        for seen in played(pack, journal, lambda one: play_simulated(one, 1.0)).seen()
        if isinstance(seen, PlayBegun)
    }
    assert len(seeds) == 3


def test_a_recording_without_pictures_needs_somebody_who_plays() -> None:
    with Recording(skill=1.0).film() as film:
        assert film(template("scene").steps[0]) == Take()
    with pytest.raises(RecordingError), Recording().film():
        pass
    assert Recording(skill=0.2).source == "rendered"
