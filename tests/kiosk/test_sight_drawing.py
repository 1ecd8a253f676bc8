"""Drawing on pictures: labels that do not cover each other, numbers as people write them."""

import numpy as np
import pytest

from kiosk.sight.drawing import DARK, FOOT, GOOD, UNSURE, Drawing, Line, below
from kiosk.sight.wording import figure, remedy


def canvas(width: int = 1600, height: int = 1200) -> np.ndarray:
    return np.full((height, width, 3), 90, np.uint8)


def test_original_picture_is_left_alone() -> None:
    image = canvas()
    drawing = Drawing(image)
    drawing.label(np.array([800.0, 600.0]), "20,1 ± 0,4 mm", GOOD)
    drawing.finish("Poner la mesa", [])
    assert (image == 90).all()


def test_labels_at_one_place_stand_side_by_side() -> None:
    one, three = Drawing(canvas()), Drawing(canvas())
    one.label(np.array([800.0, 600.0]), "20,1 ± 0,4 mm", GOOD)
    for _ in range(3):
        three.label(np.array([800.0, 600.0]), "20,1 ± 0,4 mm", GOOD)
    green = [(d.finish("", []) == np.array(GOOD[::-1])).all(axis=2).sum() for d in (one, three)]
    assert green[1] > 2.7 * green[0]


@pytest.mark.parametrize("place", [(0.0, 0.0), (1599.0, 1199.0), (-50.0, 600.0)])
def test_label_at_the_rim_stays_in_the_picture(place: tuple[float, float]) -> None:
    drawing = Drawing(canvas())
    drawing.label(np.array(place), "20,1 ± 0,4 mm", GOOD)
    inside = (drawing.finish("", []) == np.array(GOOD[::-1])).all(axis=2)
    assert inside.sum() > 3000


def test_legend_makes_room_below_the_picture() -> None:
    lines = [Line(f"Criterio {n}", UNSURE) for n in range(9)]
    finished = Drawing(canvas()).finish("Poner la mesa", lines)
    assert finished.shape[0] > 1200 + 5 * 30
    assert (finished[:1200] == 90).all()


@pytest.mark.parametrize(
    ("language", "text"),
    [("es", "20,1 ± 0,4 mm"), ("en", "20.1 ± 0.4 mm"), ("fr", "20,1 ± 0,4 mm")],
)
def test_numbers_are_written_as_in_the_language(language: str, text: str) -> None:
    assert figure(20.14, 0.42, "mm", language).replace("\u00a0", " ") == text


def test_unknown_reason_still_has_a_remedy() -> None:
    assert remedy("never_heard_of", "es") == remedy("other", "es")


def test_a_long_line_goes_on_below_and_is_never_cut() -> None:
    digest = Line("Modelo table_setting 1.1.0: " + "5bafd4fc" * 8, DARK)
    wide, narrow = below(canvas(), [digest], FOOT), below(canvas(500, 400), [digest] * 2, FOOT)
    assert wide.shape[0] < 1200 + 70
    words = Line(" ".join(["Imágenes"] * 40), DARK)
    assert below(canvas(), [words], FOOT).shape[0] > wide.shape[0] + 60
    assert narrow.shape[1] == 500
    dark = (wide[1200:] < 90).all(axis=2)
    assert dark.any()
    assert not dark[:, -15:].any()


def test_texts_are_high_enough_for_a_phone_held_upright() -> None:
    """400 points across: the legend is then as high as small print, 9 points a line and more."""
    lines = [Line("Cuchillo al plato: 15,1 ± 5,9 mm · Bien", GOOD)] * 10
    one = Drawing(canvas()).finish("", lines[:1]).shape[0]
    ten = Drawing(canvas()).finish("", lines).shape[0]
    assert (ten - one) / 9 * 400 / 1600 >= 12
