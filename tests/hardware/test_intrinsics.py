"""Intrinsics files: what is taken, what is refused, and pictures of other sizes."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware import Intrinsics, IntrinsicsError, load_intrinsics

unhurried = settings(deadline=None, max_examples=50)
GOOD = {
    "width": 1600,
    "height": 1200,
    "K": [[1500.0, 0, 800.0], [0, 1500.0, 600.0], [0, 0, 1]],
    "distortion": [0.1, -0.05, 0.0, 0.0, 0.0],
}


def write(folder: Path, content: object) -> Path:
    path = folder / "camera.json"
    path.write_text(json.dumps(content))
    return path


def test_good_file_gives_its_numbers(tmp_path: Path) -> None:
    intrinsics = load_intrinsics(write(tmp_path, GOOD))
    assert intrinsics.K[0, 0] == 1500.0
    assert intrinsics.distortion.tolist() == GOOD["distortion"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("width", -5),
        ("height", "tall"),
        ("K", [[1500.0, 0], [0, 1500.0]]),
        ("K", [[1500.0, 0, 8000.0], [0, 1500.0, 600.0], [0, 0, 1]]),
        ("K", [[0.0, 0, 800.0], [0, 0.0, 600.0], [0, 0, 1]]),
        ("distortion", [0.1, 0.2]),
        ("distortion", None),
    ],
)
def test_wrong_value_is_refused_by_its_name(tmp_path: Path, key: str, value: object) -> None:
    with pytest.raises(IntrinsicsError, match=key):
        load_intrinsics(write(tmp_path, GOOD | {key: value}))


def test_unknown_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IntrinsicsError, match="focal"):
        load_intrinsics(write(tmp_path, GOOD | {"focal": 3}))


@unhurried
@given(content=st.binary(max_size=200))
def test_any_bytes_are_refused_clearly(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.mktemp("intrinsics") / "camera.json"
    path.write_bytes(content)
    with pytest.raises(IntrinsicsError, match="intrinsics file"):
        load_intrinsics(path)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(IntrinsicsError, match=r"nothing\.json"):
        load_intrinsics(tmp_path / "nothing.json")


@unhurried
@given(scale=st.sampled_from([0.25, 0.5, 2.0]), x=st.floats(0, 1599), y=st.floats(0, 1199))
def test_scaled_picture_sees_the_same_directions(scale: float, x: float, y: float) -> None:
    camera = Intrinsics(1600, 1200, np.array(GOOD["K"]), np.zeros(5))
    scaled = camera.for_size(round(1600 * scale), round(1200 * scale))
    pixel = np.array([(x + 0.5) * scale - 0.5, (y + 0.5) * scale - 0.5, 1.0])
    there = np.linalg.solve(camera.K, [x, y, 1.0])
    assert np.allclose(np.linalg.solve(scaled.K, pixel), there, atol=1e-9)


def test_turned_picture_is_refused() -> None:
    camera = Intrinsics(1600, 1200, np.array(GOOD["K"]), np.zeros(5))
    with pytest.raises(IntrinsicsError, match="turned"):
        camera.for_size(1200, 1600)
