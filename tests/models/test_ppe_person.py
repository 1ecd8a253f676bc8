import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import Detections
from models.ppe.person import ALONE, PART, PRESENT, PersonBox, nearest_person

CLASSES = ("helmet", "vest", "no_helmet", "no_vest")
SIZE = (400, 400)
HEAD, TORSO = (180, 100, 220, 150), (150, 150, 250, 280)
Found = tuple[str, float, tuple[float, float, float, float]]


def seen(*found: Found) -> Detections:
    found = tuple(sorted(found, key=lambda f: -f[1]))
    return Detections(
        class_names=CLASSES,
        class_id=np.asarray([CLASSES.index(name) for name, _, _ in found], np.int64),
        confidence=np.asarray([c for _, c, _ in found], np.float32),
        box_px=np.asarray([b for _, _, b in found], np.float32).reshape(-1, 4),
    )


def moved(box: tuple[float, ...], dx: float, scale: float = 1.0) -> tuple[float, ...]:
    x1, y1, x2, y2 = (v * scale for v in box)
    return (x1 + dx, y1, x2 + dx, y2)


def person_in(*found: Found) -> PersonBox:
    person = nearest_person(seen(*found), SIZE)
    assert person is not None
    return person


def test_nobody_is_found_where_nothing_is_seen() -> None:
    assert nearest_person(seen(), SIZE) is None


def test_nobody_is_found_where_nothing_is_seen_surely() -> None:
    assert nearest_person(seen(("helmet", PRESENT - 0.01, HEAD)), SIZE) is None


def test_head_and_torso_vouch_for_each_other() -> None:
    between = PRESENT / ALONE - 0.05
    assert nearest_person(seen(("helmet", between, HEAD)), SIZE) is None
    assert nearest_person(seen(("helmet", between, HEAD), ("vest", between, TORSO)), SIZE)


def test_a_head_above_a_torso_is_one_person() -> None:
    person = person_in(("helmet", 0.8, HEAD), ("vest", 0.7, TORSO))
    assert (person.helmet, person.vest) == (pytest.approx(0.8), pytest.approx(0.7))
    assert person.box == (150, 100, 100, 180)


def test_a_class_not_seen_has_no_confidence() -> None:
    person = person_in(("helmet", 0.8, HEAD))
    assert (person.no_helmet, person.vest, person.no_vest, person.torso) == (None,) * 4


def test_both_are_told_when_helmet_and_no_helmet_are_plausible() -> None:
    close = tuple(v + 4 for v in HEAD)
    person = person_in(("helmet", 0.6, HEAD), ("no_helmet", 0.55, close))
    assert (person.helmet, person.no_helmet) == (pytest.approx(0.6), pytest.approx(0.55))


def test_a_face_inside_a_head_is_the_same_head() -> None:
    face = (188, 125, 212, 150)
    person = person_in(("helmet", 0.7, HEAD), ("no_helmet", 0.3, face))
    assert person.no_helmet == pytest.approx(0.3)


def test_a_helmet_below_the_torso_is_not_worn() -> None:
    carried = (180, 300, 220, 340)
    person = person_in(("vest", 0.8, TORSO), ("helmet", 0.5, carried))
    assert person.helmet is None


def test_the_person_in_the_middle_is_chosen_among_equals() -> None:
    aside = [("no_helmet", 0.9, moved(HEAD, 140)), ("no_vest", 0.9, moved(TORSO, 140))]
    person = person_in(("helmet", 0.8, HEAD), ("vest", 0.8, TORSO), *aside)
    assert person.helmet == pytest.approx(0.8)
    assert person.no_helmet is None


def test_a_large_person_near_the_middle_wins_over_a_small_one_in_it() -> None:
    small = (195, 195, 203, 205)
    person = person_in(("helmet", 0.8, HEAD), ("vest", 0.8, TORSO), ("no_helmet", 0.8, small))
    assert person.helmet == pytest.approx(0.8)


def test_neighbours_keep_their_own_heads() -> None:
    found: list[Found] = []
    for dx, head in ((-110, "no_helmet"), (0, "helmet"), (110, "no_helmet")):
        found += [(head, 0.9, moved(HEAD, dx)), ("vest", 0.9, moved(TORSO, dx))]
    person = person_in(*found)
    assert person.head == (180, 100, 40, 50)


box = st.tuples(*[st.floats(0, 300)] * 2, *[st.floats(2, 100)] * 2).map(
    lambda b: (b[0], b[1], b[0] + b[2], b[1] + b[3])
)
anything = st.lists(st.tuples(st.sampled_from(CLASSES), st.floats(0, 1), box), max_size=15)


@given(anything)
def test_the_person_holds_only_confidences_that_were_seen(found: list[Found]) -> None:
    person = nearest_person(seen(*found), SIZE)
    if person is None:
        assert all(ALONE * confidence < PRESENT for _, confidence, _ in found)
        return
    for name in CLASSES:
        confidence = getattr(person, name)
        known = [c for n, c, _ in found if n == name]
        assert confidence is None or any(c == pytest.approx(confidence) for c in known)


@given(anything)
def test_the_person_s_box_lies_around_head_and_torso(found: list[Found]) -> None:
    person = nearest_person(seen(*found), SIZE)
    if person is None:
        return
    x, y, w, h = person.box
    for part in (person.head, person.torso):
        if part is not None:
            assert part[0] >= x - 1e-3
            assert part[1] >= y - 1e-3
            assert part[0] + part[2] <= x + w + 1e-3
            assert part[1] + part[3] <= y + h + 1e-3


def test_a_weak_head_of_its_own_takes_no_torso_from_a_sure_one() -> None:
    weak = (190, 130, 230, 150)
    person = person_in(("helmet", 0.8, HEAD), ("vest", 0.8, TORSO), ("no_helmet", PART, weak))
    assert person.helmet == pytest.approx(0.8)
