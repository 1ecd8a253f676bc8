"""The shipped table model, its outliner and its edge on drawn scenes."""

from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.errors import ModelDigestMismatchError, ModelFolderError
from models.inference import load_model
from models.table_setting import TableScene, find_scene
from models.table_setting.outliner import open_outliner
from models.table_setting.renderer import RenderedScene, render_scene
from models.table_setting.rim import Ellipse, fit_ellipse, rim_near


@lru_cache(maxsize=1)
def seen() -> tuple[RenderedScene, TableScene]:
    """A drawn cover of unseen designs, and what the model makes of it."""
    scene = render_scene(901, width=1000, height=750, designs="unseen")
    return scene, find_scene(scene.image)


def test_plate_is_found_where_it_stands() -> None:
    scene, found = seen()
    plates = found.detections.of_class("plate")
    true = next(p for p in scene.pieces if p.name == "plate")
    assert plates.corners_px is not None
    off = plates.corners_px[0].mean(0) - true.corners_px.mean(0)
    assert np.linalg.norm(off) < 0.15 * np.ptp(true.corners_px[:, 0])


def test_front_edge_lies_on_the_table_edge() -> None:
    scene, found = seen()
    assert found.front_edge_px is not None
    assert scene.front_edge_px is not None
    first, second = scene.front_edge_px
    along = (second - first) / np.linalg.norm(second - first)
    off = (found.front_edge_px - first) @ np.array([-along[1], along[0]])
    assert np.abs(off).max() < 2.0


def test_every_piece_has_an_outline_and_an_uncertainty() -> None:
    _, found = seen()
    outlines = found.detections.outlines_px
    assert outlines is not None
    assert len(outlines) == len(found.sigma_px) == len(found.detections) > 0
    assert (found.sigma_px > 0).all()


def test_picture_without_an_edge_has_no_front_edge() -> None:
    assert find_scene(np.full((240, 320, 3), 128, np.uint8)).front_edge_px is None


def test_ellipse_ignores_what_sticks_out() -> None:
    t = np.linspace(0, 2 * np.pi, 300, endpoint=False)
    ring = np.stack([300 + 100 * np.cos(t), 200 + 80 * np.sin(t)], -1)
    ring[:30] += 15
    assert np.abs(fit_ellipse(ring).centre - (300, 200)).max() < 1.0


def drawn_plate() -> tuple[np.ndarray, np.ndarray]:
    """A bright plate on a dark cloth, and the outline of it."""
    image = np.full((400, 600, 3), 60, np.uint8)
    cv2.ellipse(image, (300, 200), (100, 80), 0, 0, 360, (220, 220, 220), -1, cv2.LINE_AA)
    return image, Ellipse(np.array([300.0, 200.0]), np.array([100.0, 80.0]), 0.0).ring()[0]


def test_plate_is_fitted_to_the_rim_its_outline_lies_on() -> None:
    image, outline = drawn_plate()
    found = Ellipse(np.array([303.0, 203.0]), np.array([98.0, 80.0]), 0.0)
    ellipse, sigma = rim_near(image, outline + np.array([2.0, 1.0]), 1.5, found)
    assert np.abs(ellipse.centre - (300, 200)).max() < 0.5
    assert sigma is not None
    assert sigma < 2


def test_plate_whose_outline_strayed_stays_where_it_was_found_and_is_unsure() -> None:
    image, outline = drawn_plate()
    found = Ellipse(np.array([303.0, 203.0]), np.array([98.0, 80.0]), 0.0)
    ellipse, sigma = rim_near(image, outline * 0.8 + np.array([75.0, 40.0]), 1.5, found)
    assert ellipse == found
    assert sigma is not None
    assert sigma > 10


def test_outliner_that_was_changed_is_refused(tmp_path: Path) -> None:
    folder = tmp_path
    (folder / "outline.onnx").write_bytes(b"other")
    with pytest.raises(ModelDigestMismatchError, match="sha256"):
        open_outliner(folder, load_model("table_setting").sheet)


def test_missing_outliner_says_how_to_get_it_back(tmp_path: Path) -> None:
    with pytest.raises(ModelFolderError, match="Restore"):
        open_outliner(tmp_path, load_model("table_setting").sheet)
