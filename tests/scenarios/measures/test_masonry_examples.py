"""Walls with known truth from elsewhere: DESIGN's definitions, to the hundredth."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cv2
import msgspec
import numpy as np
import pytest
from masonry_world import Camera, Wall, observe, plane_seen

from scenarios import MEASURES, Observation, UnitSeen

SHARED = Path(os.environ.get("ACREDITA_SHARED", Path(__file__).parents[4] / "shared"))
FILES = sorted((SHARED / "data/examples/walls").glob("*.json"))

# One wall written out by hand in the form of the examples, for where they are not at hand: its
# courses rise by 2, 1, 0, −1 and −2 mm/m, its joints widen from the bottom.
OWN: Mapping[str, Any] = {
    "level_mm_per_m": {"per_course": [2.0, 1.0, 0.0, -1.0, -2.0]},
    "gauge_4_courses_mm": 302.0,
    "head_joint_mm": {"mean": 10.0},
}


def observations(example: Mapping[str, Any]) -> list[Observation]:
    """What an ideal camera in the example's place reports of its bricks."""
    camera = example["camera"]
    rotation, translation = np.array(camera["R_board_to_camera"]), camera["t_board_to_camera_mm"]
    vector = np.ravel(cv2.Rodrigues(rotation)[0])
    plane = msgspec.structs.replace(
        plane_seen(Camera(), "0"),
        camera_matrix=camera["K"],
        rotation_vector=vector.tolist(),
        translation_mm=translation,
    )
    corners = np.array([brick["corners_board_mm"] for brick in example["bricks"]], np.float64)
    flat = np.concatenate([corners, np.zeros((*corners.shape[:2], 1))], axis=2)
    pixels, _ = cv2.projectPoints(
        flat.reshape(-1, 3), vector, np.array(translation), np.array(camera["K"]), None
    )
    units = np.reshape(pixels, corners.shape)
    return [plane, *(UnitSeen("0", 0.9, unit.tolist(), [0.1] * 4, True) for unit in units)]


EXAMPLES = [
    pytest.param(observations(truth), truth, id=file.stem)
    for file in FILES
    for truth in [json.loads(file.read_text(encoding="utf-8"))]
]
EXAMPLES.append(
    pytest.param(observe(Wall(bed=(9, 10, 11, 12), rises=(2, 1, 0, -1, -2))), OWN, id="own")
)


def value(seen: list[Observation], name: str, **given: object) -> float:
    found = MEASURES[name](seen, given).value
    assert found is not None
    return found


@pytest.mark.parametrize(("seen", "truth"), EXAMPLES)
def test_level_of_every_course(seen: list[Observation], truth: Mapping[str, Any]) -> None:
    found = MEASURES["level_mm_per_m"](seen, {}).detail["per_course"]
    assert found == pytest.approx(truth["level_mm_per_m"]["per_course"], abs=0.02)


@pytest.mark.parametrize(("seen", "truth"), EXAMPLES)
def test_gauge(seen: list[Observation], truth: Mapping[str, Any]) -> None:
    expected = truth["gauge_4_courses_mm"]
    assert value(seen, "gauge_4_courses_mm") == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize(("seen", "truth"), EXAMPLES)
def test_mean_head_joint(seen: list[Observation], truth: Mapping[str, Any]) -> None:
    expected = truth["head_joint_mm"]["mean"]
    assert value(seen, "head_joint_mm") == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize(
    ("seen", "truth"), [case for case in EXAMPLES if "half_bond_mm" in dict(case.values[1])]
)
def test_joints_plumb_and_bond(seen: list[Observation], truth: Mapping[str, Any]) -> None:
    found = {
        "bed": value(seen, "bed_joint_mm"),
        "bed_worst": value(seen, "bed_joint_mm", take="worst"),
        "head_worst": value(seen, "head_joint_mm", take="worst"),
        "plumb": value(seen, "plumb_mm_per_m"),
        "bond": value(seen, "half_bond_mm"),
    }
    expected = {
        "bed": truth["bed_joint_mm"]["mean"],
        "bed_worst": truth["bed_joint_mm"]["worst"],
        "head_worst": truth["head_joint_mm"]["worst"],
        "plumb": truth["plumb_mm_per_m"]["worst"],
        "bond": truth["half_bond_mm"],
    }
    assert found == pytest.approx(expected, abs=0.03)
