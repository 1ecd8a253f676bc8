"""A stored attempt plays again: same photos, same models, same pack, the same scores to the bit."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import pytest

from hardware import Intrinsics
from kiosk.evidence import EvidenceShelf
from kiosk.eyes import OwnEyes
from kiosk.films import film_recording
from kiosk.headless import Person, run_headless
from kiosk.journal import Journal
from kiosk.pictures import jpeg, photo_jpeg
from kiosk.replay import Replay, ReplayError, intrinsics_of, looks_of
from kiosk.replay import replay as play_again
from kiosk.session import Session
from models.table_setting.renderer import RenderedScene
from protocol import ChainError, Event, SealKey, digest_bytes
from protocol.chain import append
from scenarios import FrameRefused, Pack, PieceSeen, load_pack

KEY = SealKey.from_hex("22" * 32)
PERSON = Person(candidate="K7M-4XP", centre="c", kiosk="k", source="rendered", judged=False)


@dataclass(frozen=True)
class Stored:
    """An attempt as the journal holds it."""

    pack: Pack
    events: list[Event]
    evidence: Path

    def read(self, digest: str) -> bytes:
        return (self.evidence / digest).read_bytes()

    def again(self, **given: object) -> Replay:
        return play_again(**{"events": self.events, "read": self.read, "packs": [self.pack],
                             **given})  # fmt: skip


def quiet(what: str, details: Mapping[str, object]) -> None:
    """Progress that nobody watches."""


def run(
    folder: Path, pack: Pack, images: Sequence[np.ndarray], intrinsics: Intrinsics | None
) -> Stored:
    """A real attempt through the headless path: own eyes, real journal, real evidence."""
    journal = Journal(folder / "journal.db")
    session = Session(pack, journal, EvidenceShelf(journal), KEY, OwnEyes(intrinsics))
    with film_recording(images, 4.0, "clip") as film:
        run_headless(session, PERSON, film, quiet)
    stored = Stored(pack, session.events, folder / "evidence")
    journal.close()
    return stored


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("tourism/table_setting")


@pytest.fixture(scope="module")
def calibrated(scene: RenderedScene) -> Intrinsics:
    return Intrinsics(1600, 1200, scene.camera.K, np.zeros(5))


@pytest.fixture(scope="module")
def stored(
    pack: Pack,
    scene: RenderedScene,
    calibrated: Intrinsics,
    tmp_path_factory: pytest.TempPathFactory,
) -> Stored:
    """A frame of a laid table and a dark one."""
    frames = [scene.image, (scene.image * 0.1).astype(np.uint8)]
    return run(tmp_path_factory.mktemp("attempt"), pack, frames, calibrated)


@pytest.fixture(scope="module")
def replayed(stored: Stored) -> Replay:
    return stored.again()


def test_every_score_comes_out_the_same_to_the_last_bit(replayed: Replay) -> None:
    assert [one.criterion for one in replayed.criteria if not one.same] == []
    assert replayed.observations_same
    assert replayed.photos == 2


def test_what_is_compared_are_real_figures(replayed: Replay) -> None:
    values = [one.recorded.value for one in replayed.criteria if one.recorded is not None]
    assert sum(value is not None for value in values) >= 5


def test_a_camera_without_calibration_plays_again_too(
    pack: Pack, scene: RenderedScene, tmp_path: Path
) -> None:
    assert run(tmp_path, pack, [scene.image], None).again().same


def test_the_calibration_is_read_back_from_what_was_seen(
    stored: Stored, calibrated: Intrinsics
) -> None:
    found = intrinsics_of([seen for look in looks_of(stored.events) for seen in look.observations])
    assert found is not None
    assert found.K.tolist() == calibrated.K.tolist()


def test_a_refused_frame_is_refused_again(stored: Stored) -> None:
    refused = [
        seen
        for look in looks_of(stored.events)
        for seen in look.observations
        if isinstance(seen, FrameRefused)
    ]
    assert [one.reason for one in refused] == ["too_dark"]


def rewritten(events: Sequence[Event], change: Callable[[Event], dict[str, object]]) -> list[Event]:
    """The events with other bodies, chained anew: what a forger with the journal could write."""
    made: list[Event] = []
    for event in events:
        previous = made[-1] if made else None
        made.append(append(previous, attempt=event.attempt, kind=event.kind, body=change(event),
                           at=event.at))  # fmt: skip
    return made


def test_a_score_that_was_made_better_afterwards_differs(stored: Stored) -> None:
    def better(event: Event) -> dict[str, object]:
        body = json.loads(msgspec.json.encode(event.body))
        for one in body["scores"] if event.kind == "score.proposed" else ():
            if one["measure"] == "knife_edge_mm":
                one["value"] = float(np.nextafter(one["value"], np.inf))
        return dict(body)

    result = stored.again(events=rewritten(stored.events, better))
    assert [one.criterion for one in result.criteria if not one.same] == [
        one.criterion
        for one in result.criteria
        if one.recorded is not None and one.recorded.measure == "knife_edge_mm"
    ]
    assert not result.same


def test_a_piece_that_was_moved_in_the_record_is_found_out(stored: Stored) -> None:
    def moved(event: Event) -> dict[str, object]:
        body = json.loads(msgspec.json.encode(event.body))
        for one in body["observations"] if event.kind == "observation.made" else ():
            if one["kind"] == "piece.seen" and one["name"] == "fork":
                one["outline_px"] = [[x + 40.0, y] for x, y in one["outline_px"]]
        return dict(body)

    result = stored.again(events=rewritten(stored.events, moved))
    assert not result.observations_same


def with_models(digests: Mapping[str, str]) -> Callable[[Event], dict[str, object]]:
    def change(event: Event) -> dict[str, object]:
        if event.kind == "attempt.started":
            return {**event.body, "model_digests": dict(digests)}
        return event.body

    return change


@pytest.mark.parametrize("name", ["table_setting", "table_setting settings", "another model"])
def test_a_model_of_another_digest_is_an_error_that_names_both(stored: Stored, name: str) -> None:
    other = rewritten(stored.events, with_models({name: "5e" * 32}))
    with pytest.raises(ReplayError, match=f"seen through {name} 5e5e.* but here it is .*release"):
        stored.again(events=other)


def test_a_pack_that_is_not_here_is_an_error_that_names_it(stored: Stored) -> None:
    with pytest.raises(ReplayError, match=r"tourism/table_setting .* --pack"):
        stored.again(packs=[])


def test_an_altered_photo_is_an_error(stored: Stored, scene: RenderedScene) -> None:
    forged = jpeg(scene.image)
    with pytest.raises(ReplayError, match="altered or cut short"):
        stored.again(read=lambda digest: forged)


def test_altered_events_are_an_error(stored: Stored) -> None:
    spoilt = [*stored.events]
    spoilt[3] = msgspec.structs.replace(spoilt[3], at="2026-01-01T00:00:00.000Z")
    with pytest.raises(ChainError):
        stored.again(events=spoilt)


def test_an_attempt_without_scores_is_an_error(stored: Stored) -> None:
    with pytest.raises(ReplayError, match="was not finished"):
        stored.again(events=stored.events[:5])


def test_photos_that_are_missing_in_the_record_are_an_error(stored: Stored) -> None:
    without = [event for event in stored.events if event.body.get("role") != "photo"]
    with pytest.raises(ReplayError, match="0 photos were kept of 2 frames"):
        stored.again(events=rewritten(without, lambda event: event.body))


def test_another_picture_under_the_same_record_gives_other_scores(
    stored: Stored, scene: RenderedScene
) -> None:
    covered = scene.image.copy()
    fork = next(piece for piece in scene.pieces if piece.name == "fork").outline_px.astype(int)
    (x0, y0), (x1, y1) = fork.min(axis=0), fork.max(axis=0)
    covered[y0:y1, x0:x1] = covered[y0, x0]
    other = photo_jpeg(covered)
    first = next(e.body["digest"] for e in stored.events if e.body.get("role") == "photo")

    def swapped(event: Event) -> dict[str, object]:
        if event.body.get("digest") == first:
            return {**event.body, "digest": digest_bytes(other)}
        return event.body

    result = stored.again(
        events=rewritten(stored.events, swapped),
        read=lambda digest: other if digest == digest_bytes(other) else stored.read(digest),
    )
    assert not result.same
    assert not result.observations_same


def test_only_the_last_try_of_a_step_counts(stored: Stored) -> None:
    (look,) = [look for look in looks_of(stored.events) if look.photos]
    assert len(look.photos) == len({seen.frame for seen in look.observations
                                    if isinstance(seen, PieceSeen | FrameRefused)})  # fmt: skip
