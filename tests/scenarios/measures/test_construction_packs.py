"""The construction packs as a whole: from what was seen of a wall or floor to proposed bands."""

import pytest
from masonry_world import Camera, Floor, Wall, observe

from scenarios import (
    AIScore,
    FrameRefused,
    FrameTaken,
    NumberTyped,
    Observation,
    Pack,
    PersonSeen,
    load_pack,
    propose_scores,
)

WALL, FLOOR = load_pack("construction/brick_wall"), load_pack("construction/tile_floor")
SHARP = Camera(pose_sigma=(5e-5, 5e-5, 5e-5, 0.02, 0.02, 0.1), sides_sigma_px=0.05)
OF_WALL = [
    "level", "plumb", "straightness", "gauge", "bed_joint", "bed_joint_worst", "bed_joint_even",
    "head_joint", "head_joint_worst", "half_bond",
]  # fmt: skip
OF_FLOOR = ["joint", "joint_worst", "joint_alignment", "squareness"]


def proposed(pack: Pack, seen: list[Observation]) -> dict[str, AIScore]:
    return {score.criterion: score for score in propose_scores(pack, seen)}


def worker(step: str, every_s: float = 20.0, pictures: int = 10) -> list[Observation]:
    """Somebody who wears helmet and vest in every picture of a step."""
    seen: list[Observation] = []
    for number in range(pictures):
        frame = f"{step} {number}"
        seen.append(FrameTaken(frame, "ppe", step, number * every_s))
        seen.append(PersonSeen(frame, [0.0, 0.0, 50.0, 120.0], 0.9, None, 0.9, None))
    return seen


@pytest.mark.parametrize("criterion", OF_WALL)
def test_a_true_wall_seen_sharply_is_good(criterion: str) -> None:
    assert proposed(WALL, observe(Wall(), SHARP))[criterion].band == "good"


@pytest.mark.parametrize("criterion", OF_FLOOR)
def test_a_true_floor_seen_sharply_is_good(criterion: str) -> None:
    assert proposed(FLOOR, observe(Floor(), SHARP))[criterion].band == "good"


@pytest.mark.parametrize(
    ("criterion", "wall"),
    [
        ("level", Wall(rises=(8.0,) * 5)),
        ("plumb", Wall(lean=-8.0)),
        ("gauge", Wall(bed=(14.0,) * 4)),
        ("bed_joint", Wall(bed=(18.0,) * 4)),
        ("bed_joint_worst", Wall(bed=(10.0, 10.0, 2.0, 10.0))),
        ("bed_joint_even", Wall(bed=(10.0, 10.0, 10.0, 24.0))),
        ("head_joint_worst", Wall(head=22.0)),
        ("half_bond", Wall(slip=(0.0, 0.0, 35.0, 0.0, 0.0))),
    ],
)
def test_a_wall_far_off_earns_nothing_there(criterion: str, wall: Wall) -> None:
    assert proposed(WALL, observe(wall, SHARP))[criterion].points == 0


def test_a_value_that_straddles_a_limit_is_a_persons_to_decide() -> None:
    score = proposed(WALL, observe(Wall(rises=(2.1,) * 5), SHARP))["level"]
    assert (score.band, score.reason) == (None, "straddles_limit")


def test_an_ordinary_view_of_a_good_wall_may_be_too_unsure_for_plumb() -> None:
    score = proposed(WALL, observe(Wall(lean=1.5)))["plumb"]
    assert (score.value, score.reason) == (pytest.approx(1.5, abs=0.05), "straddles_limit")


@pytest.mark.parametrize("pack", [WALL, FLOOR], ids=lambda pack: pack.id)
def test_without_a_picture_nothing_is_awarded(pack: Pack) -> None:
    refused: list[Observation] = [FrameRefused("0", "no_camera", "Call somebody.")]
    assert [score.points for score in propose_scores(pack, refused)] == [None] * len(pack.criteria)


@pytest.mark.parametrize("pack", [WALL, FLOOR], ids=lambda pack: pack.id)
def test_helmet_and_vest_belong_to_every_construction_pack(pack: Pack) -> None:
    critical = {criterion.id for criterion in pack.criteria if criterion.critical}
    assert {"helmet_worn", "vest_worn"} <= critical


def test_equipment_worn_all_the_time_is_seen_beside_the_wall() -> None:
    scores = proposed(WALL, [*worker("build"), *observe(Wall(), SHARP)])
    found = [scores[name].band for name in ("helmet_worn", "vest_worn", "helmet_gap", "level")]
    assert found == ["worn", "worn", "short_gap", "good"]


def test_two_looks_a_minute_are_too_few_for_a_gap_of_a_minute() -> None:
    scores = proposed(WALL, worker("build", every_s=90.0))
    assert scores["helmet_gap"].reason == "straddles_limit"


def test_the_step_between_tiles_waits_for_a_persons_gauge() -> None:
    assert proposed(FLOOR, observe(Floor(), SHARP))["lippage"].reason == "measured_by_hand"


@pytest.mark.parametrize(("step_mm", "band"), [(0.6, "flat"), (1.4, "stepped")])
def test_a_typed_step_between_tiles_is_scored(step_mm: float, band: str) -> None:
    typed: list[Observation] = [NumberTyped("assessor", "lippage_mm", step_mm, 0.05)]
    assert proposed(FLOOR, typed)["lippage"].band == band


def test_each_step_names_the_eye_that_its_criteria_need() -> None:
    steps = {step.id: WALL.sight_of(step) for step in WALL.steps}
    assert (steps["build"], steps["show"]) == ("ppe", "masonry")
    assert WALL.sights == ("masonry", "ppe")
