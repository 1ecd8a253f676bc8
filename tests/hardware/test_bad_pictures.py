"""Bad input: each wrong picture or file gets one error with its own code and a remedy."""

import resource
import time
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from hardware import FileDamagedError, PlaneError, find_plane, open_camera
from hardware.calibration.board import charuco_board
from hardware.calibration.paper import Paper
from hardware.cameras.file.photo_file import MEASURED_PIXELS

Photograph = Any  # conftest.Photograph; conftest files cannot be imported by name
PX_PER_MM = 4
A4, LETTER = (210.0, 297.0), (215.9, 279.4)


def code_of(image: NDArray[np.uint8]) -> str:
    with pytest.raises(PlaneError) as refusal:
        find_plane(image, None)
    return refusal.value.code


def shaken(image: NDArray[np.uint8], length: int, angle_deg: float) -> NDArray[np.uint8]:
    """The picture as a camera takes it that moves by `length` px meanwhile."""
    kernel = np.zeros((length, length), np.float32)
    middle, reach = length // 2, length / 2
    step = reach * np.array([np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))])
    start, end = np.round(middle - step).astype(int), np.round(middle + step).astype(int)
    cv2.line(kernel, start.tolist(), end.tolist(), 1.0)
    return np.asarray(cv2.filter2D(image, -1, kernel / kernel.sum()), np.uint8)


def sheet(scale: float, paper: tuple[float, float] = A4, table: int = 90) -> NDArray[np.uint8]:
    """A picture of the board printed at a scale in the middle of a paper on a grey table."""
    width, height = (round(side * PX_PER_MM) for side in paper)
    page = np.full((height, width), 230, np.uint8)
    size = (round(180 * scale * PX_PER_MM), round(252 * scale * PX_PER_MM))
    board = np.minimum(charuco_board().generateImage(size) * 0.8 + 25, 230).astype(np.uint8)
    left, top = (width - size[0]) // 2, (height - size[1]) // 2
    page[top : top + size[1], left : left + size[0]] = board
    tilt = cv2.Rodrigues(np.radians([18.0, 0.0, 7.0]))[0]
    middle = tilt @ np.array([*paper, 0.0]) / 2
    camera = np.array([[1800.0, 0, 799.5], [0, 1800.0, 599.5], [0, 0, 1.0]])
    pose = np.column_stack([tilt[:, :2], np.array([20.0, -10.0, 700.0]) - middle])
    to_px = camera @ pose @ np.diag([1 / PX_PER_MM, 1 / PX_PER_MM, 1.0])
    image = cv2.warpPerspective(
        page, to_px, (1600, 1200), flags=cv2.INTER_AREA, borderValue=table
    )  # fmt: skip
    image = cv2.GaussianBlur(image, (0, 0), 0.6)
    noise = np.random.default_rng(3).normal(0, 1.5, image.shape)
    return cv2.cvtColor(np.clip(image + noise, 0, 255).astype(np.uint8), cv2.COLOR_GRAY2BGR)


# --- pictures -------------------------------------------------------------------------------------


@pytest.mark.parametrize("length", [9, 15, 25, 41])
@pytest.mark.parametrize("angle_deg", [0, 45])
def test_a_shaken_picture_is_blurred(photo: Photograph, length: int, angle_deg: float) -> None:
    assert code_of(shaken(photo.image, length, angle_deg)) == "blurred"


def test_a_lens_cap_is_too_dark() -> None:
    noise = np.random.default_rng(1).poisson(3, (480, 640, 3)).astype(np.uint8)
    assert code_of(noise) == "too_dark"


def test_a_white_picture_is_overexposed() -> None:
    assert code_of(np.full((480, 640, 3), 255, np.uint8)) == "overexposed"


@pytest.mark.parametrize("axis", [0, 1])
def test_a_mirrored_camera_is_found_out_either_way(photo: Photograph, axis: int) -> None:
    assert code_of(np.ascontiguousarray(np.flip(photo.image, axis))) == "mirrored"


def test_a_second_board_further_away_is_two_boards(photo: Photograph) -> None:
    small = cv2.resize(photo.image, None, fx=0.75, fy=0.75, interpolation=cv2.INTER_AREA)
    both = np.full((photo.image.shape[0], 2240, 3), 90, np.uint8)
    both[:, : photo.image.shape[1]] = photo.image
    both[: small.shape[0], -small.shape[1] :] = small
    assert code_of(both) == "two_boards"


def test_an_upside_down_camera_sees_the_same_plane(photo: Photograph) -> None:
    upright = find_plane(photo.image, None)
    turned = find_plane(np.ascontiguousarray(photo.image[::-1, ::-1]), None)
    half_turn = np.diag([-1.0, -1.0, 1.0])
    there = cv2.Rodrigues(turned.rotation_vector)[0]
    assert np.allclose(half_turn @ there, cv2.Rodrigues(upright.rotation_vector)[0], atol=0.01)


# --- the print's scale ----------------------------------------------------------------------------


@pytest.mark.parametrize("scale", [0.9, 0.94, 0.97, 1.04])
@pytest.mark.parametrize("paper", [A4, LETTER])
def test_a_board_printed_at_another_size_is_refused(
    scale: float, paper: tuple[float, float]
) -> None:
    assert code_of(sheet(scale, paper)) == "wrong_scale"


@pytest.mark.parametrize("scale", [0.995, 1.0, 1.005])
@pytest.mark.parametrize("paper", [A4, LETTER])
@pytest.mark.parametrize("table", [40, 130])
def test_a_board_of_the_right_size_is_measured(
    scale: float, paper: tuple[float, float], table: int
) -> None:
    assert find_plane(sheet(scale, paper, table=table), None).corners == 24


def test_the_refusal_says_at_what_size_it_was_printed() -> None:
    with pytest.raises(PlaneError, match=r"printed at 9[34]% of its size"):
        find_plane(sheet(0.935), None)


def test_a_sheet_cut_to_another_shape_says_nothing_of_the_scale() -> None:
    assert Paper(200.0, 275.0).print_scale is None
    assert find_plane(sheet(1.0, (200.0, 275.0)), None).corners == 24


def test_a_white_cloth_hides_the_paper_and_the_board_is_measured() -> None:
    assert find_plane(sheet(0.95, table=229), None).corners == 24


# --- files ----------------------------------------------------------------------------------------


@pytest.fixture
def video(tmp_path: Path) -> Path:
    path = tmp_path / "clip.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10.0, (320, 240))
    rng = np.random.default_rng(5)
    for _ in range(30):
        writer.write(rng.integers(0, 255, (240, 320, 3), dtype=np.uint8))
    writer.release()
    return path


def read_to_the_end(path: Path) -> int:
    camera = open_camera(path)
    camera.connect()
    count = 0
    while True:
        camera.read()
        count += 1


def test_a_video_that_breaks_off_is_damaged(video: Path) -> None:
    data = video.read_bytes()
    video.write_bytes(data[: len(data) // 2])
    with pytest.raises(FileDamagedError, match="breaks off after"):
        read_to_the_end(video)


def test_a_video_of_rubbish_is_damaged(video: Path) -> None:
    data = bytearray(video.read_bytes())
    data[2000:] = bytes(len(data) - 2000)
    video.write_bytes(data)
    with pytest.raises(FileDamagedError, match="ordinary viewer"):
        read_to_the_end(video)


@pytest.mark.parametrize("suffix", [".jpg", ".png"])
def test_a_photo_that_breaks_off_is_damaged(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"half{suffix}"
    cv2.imwrite(str(path), sheet(1.0))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(FileDamagedError, match="breaks off before its end"):
        open_camera(path).connect()


def test_a_picture_bomb_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    cv2.imwrite(str(path), np.zeros((13_000, 10_000), np.uint8))
    with pytest.raises(FileDamagedError, match="more than 120,000,000 pixels"):
        open_camera(path).connect()


def measure_large(path: str, answer: Any) -> None:
    """In a process of its own: seconds and MB that a large photo costs, and its corners."""
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    camera = open_camera(path)
    camera.connect()
    image = camera.read().image
    corners = find_plane(image, None).corners
    cost_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb) / 1000
    answer.put((image.shape, corners, time.process_time() - began, cost_mb))


def test_a_photo_of_50_megapixels_is_measured_in_bounded_time_and_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.jpg"
    cv2.imwrite(str(path), cv2.resize(sheet(1.0), (8160, 6120), interpolation=cv2.INTER_CUBIC))
    context = get_context("spawn")
    answer = context.Queue()
    process = context.Process(target=measure_large, args=(str(path), answer))
    process.start()
    shape, corners, seconds, cost_mb = answer.get(timeout=60)
    process.join()
    assert shape[0] * shape[1] <= MEASURED_PIXELS
    assert corners == 24
    assert seconds < 6.0
    assert cost_mb < 400


def test_every_way_to_refuse_a_picture_has_its_own_code() -> None:
    def all_of(base: type[PlaneError]) -> list[type[PlaneError]]:
        below = base.__subclasses__()
        return below + [deeper for one in below for deeper in all_of(one)]

    codes = [error.code for error in all_of(PlaneError)]
    assert len(set(codes)) == len(codes) == 8
