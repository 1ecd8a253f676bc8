"""Words set into boxes: whole, within their width, at the largest size that fits."""

import pygame
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.screens.theme import Theme
from kiosk.screens.typeset import typeset, wrap

pygame.font.init()
THEME = Theme((1280, 800))
WORDS = st.text(st.characters(codec="latin-1", categories=["L", "N"]), min_size=1, max_size=12)


@given(st.lists(WORDS, min_size=1, max_size=30), st.integers(200, 900))
def test_no_word_is_lost_or_moved(words: list[str], width: int) -> None:
    lines = wrap(" ".join(words), THEME.font(26), width)
    assert " ".join(lines).split() == words


@given(st.lists(WORDS, min_size=1, max_size=30), st.integers(300, 900))
def test_lines_keep_within_the_width(words: list[str], width: int) -> None:
    font = THEME.font(20)
    longest = max(font.size(word)[0] for word in words)
    assert all(
        font.size(line)[0] <= max(width, longest) for line in wrap(" ".join(words), font, width)
    )


def test_a_number_stays_with_its_unit() -> None:
    lines = wrap("El cuchillo a 1,5 cm del plato", THEME.font(26), 210)
    assert any("1,5\u00a0cm" in line for line in lines)


def test_lines_are_of_like_length() -> None:
    font = THEME.font(26)
    first, second = wrap("una dos tres cuatro cinco seis siete ocho", font, 400)
    assert font.size(second)[0] > 0.6 * font.size(first)[0]


@pytest.mark.parametrize(("height", "size"), [(200, 46), (35, 26)])
def test_the_largest_size_that_fits_is_taken(height: int, size: int) -> None:
    setting = typeset("Lo medido", (400, height), THEME, (46, 26))
    assert setting.font is THEME.font(size)


def test_words_that_fit_at_no_size_are_told() -> None:
    assert not typeset("palabra " * 50, (200, 40), THEME, (46, 26)).fits
