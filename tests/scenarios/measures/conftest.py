"""A laid cover seen by an ideal camera: observations whose true measures are known."""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scenarios import EdgeSeen, Observation, PieceSeen, PlaneSeen
from scenarios.measures.footprints import NECK_AT
from scenarios.measures.parameters import TableParameters

sys.path.insert(0, str(Path(__file__).parent))  # the walls and floors of masonry_world

Points = NDArray[np.float64]
K = np.array([[1700.0, 0.0, 799.5], [0.0, 1700.0, 599.5], [0.0, 0.0, 1.0]])

# Table millimetres: x to the right along the front edge, y away from it. Lengths as in the pack.
NOMINAL: Mapping[str, tuple[float, float]] = {
    "plate": (0.0, 155.0),  # centre; 270 mm wide, so 20 mm from the edge
    "knife": (160.0, 20.0),  # end of the handle; 20 mm wide, so 15 mm from the plate
    "spoon": (185.0, 20.0),
    "fork": (-160.0, 20.0),
    "glass": (160.0, 290.0),  # the foot's centre, above the knife's tip at 240
    "napkin": (-260.0, 120.0),
}
TRUTH = {
    "plate_edge_mm": 20.0,
    "knife_edge_mm": 20.0,
    "fork_edge_mm": 20.0,
    "knife_plate_mm": 15.0,
    "knife_spoon_mm": 5.0,
    "fork_knife_mm": 300.0,
    "glass_knife_tip_mm": 17.0,
    "cutlery_angle_deg": 0.0,
}
FOOT_MM = 33.0
_ROTATION = cv2.Rodrigues(np.radians([9.0, 0.0, 0.0]))[0]
_EYE = np.array([0.0, 100.0, 1100.0])


def observe_cover(
    moved: Mapping[str, tuple[float, float]] | None = None,
    leaning_deg: Mapping[str, float] | None = None,
    without: Sequence[str] = (),
    confidence: Mapping[str, float] | None = None,
    frame: str = "0",
    sigma_px: float = 0.5,
) -> list[Observation]:
    """Observations of the nominal cover with pieces moved (mm), leaning (+ left), or missing."""
    parameters = TableParameters()
    seen: list[Observation] = [_plane(frame)]
    if "edge" not in without:
        line = _project(np.array([[-400.0, 0.0], [400.0, 0.0]]), parameters.edge_height_mm)
        seen.append(EdgeSeen(frame, line.tolist(), sigma_px))
    for name, place in NOMINAL.items():
        if name in without:
            continue
        shift = np.array((moved or {}).get(name, (0.0, 0.0)))
        plan, points = _plan(name, (leaning_deg or {}).get(name, 0.0))
        heights = parameters.heights(name)
        levels = [heights.end, heights.neck, heights.tip]
        share = (
            np.clip(plan[:, 1] / 220.0, 0, 1) if points.keys() >= {"tip", "end"} else plan[:, 0] * 0
        )
        outline = _project(plan + place + shift, np.interp(share, [0, NECK_AT, 1], levels))
        ends = {
            key: _project((at + place + shift)[None], heights.end if key == "end" else heights.tip)[
                0
            ]
            for key, at in points.items()
        }
        seen.append(
            PieceSeen(
                frame=frame,
                name=name,
                confidence=(confidence or {}).get(name, 0.9),
                outline_px=outline.tolist(),
                points_px={key: at.tolist() for key, at in ends.items()},
                sigma_px=sigma_px,
            )
        )
    return seen


def _plan(name: str, lean_deg: float) -> tuple[Points, dict[str, Points]]:
    """A piece's outline and points around its own place."""
    if name in ("plate", "glass"):
        a = np.linspace(0, 2 * np.pi, 180, endpoint=False)
        radius = 135.0 if name == "plate" else FOOT_MM
        circle = radius * np.column_stack([np.cos(a), np.sin(a)])
        return circle, {"foot": np.zeros(2)} if name == "glass" else {}
    if name == "napkin":
        return np.array([[-50, -80], [50, -80], [50, 80], [-50, 80.0]]), {}
    along = np.linspace(0.0, 220.0, 45)
    side = np.column_stack([np.full(45, 10.0), along])
    bar = np.concatenate([side, (side * [-1, 1])[::-1]])
    c, s = np.cos(np.radians(lean_deg)), np.sin(np.radians(lean_deg))
    turn = np.array([[c, s], [-s, c]])
    return bar @ turn, {"end": np.zeros(2), "tip": np.array([0.0, 220.0]) @ turn}


def _project(table: Points, height: float | Points) -> Points:
    """Pixels of table points (N,2) at a height; the camera looks down, its x to the right."""
    up = np.broadcast_to(np.asarray(height, np.float64), len(table))
    # Board frame: x right, y towards the person, z into the table.
    board = np.column_stack([table[:, 0], -table[:, 1], -up])
    camera = (board - _EYE * [1, -1, -1]) @ _ROTATION.T
    return np.asarray((camera @ K.T)[:, :2] / camera[:, 2:], np.float64)


def _plane(frame: str) -> PlaneSeen:
    translation = -_ROTATION @ (_EYE * [1, -1, -1])
    covariance = np.diag([1e-4, 1e-4, 1e-4, 0.02, 0.02, 0.1]) ** 2
    return PlaneSeen(
        frame=frame,
        camera_matrix=K.tolist(),
        distortion=[0.0] * 5,
        rotation_vector=np.ravel(cv2.Rodrigues(_ROTATION)[0]).tolist(),
        translation_mm=translation.tolist(),
        covariance=covariance.tolist(),
        focal_u_px=0.0,
        image_size_px=[1600, 1200],
        corners=24,
        rms_px=0.1,
        scale_u=0.0006,
    )


@pytest.fixture(scope="session")
def cover() -> Callable[..., list[Observation]]:
    """Observations of a cover laid as wished."""
    return observe_cover


@pytest.fixture(scope="session")
def truth() -> Mapping[str, float]:
    """What the nominal cover truly measures, by name."""
    return TRUTH
