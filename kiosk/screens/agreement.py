"""Room: kiosk. A list of points to read and agree to: the shape of consent and AI notice."""

from collections.abc import Sequence

from kiosk.screens.page import Page, down
from kiosk.screens.theme import BODY, LEAD, LEAST, SMALL
from kiosk.screens.widgets import Point


def compose_points(page: Page, prefix: str, pictures: Sequence[str]) -> None:
    """The points under `prefix` from top to bottom of what is left, each with its pictogram."""
    lines = page.texts.lines(prefix)
    rows = down(page.body, [1] * len(lines), page.theme.px(10))
    highest = page.theme.px(200)
    for line, picture, row in zip(lines, pictures, rows, strict=True):
        row.height = min(row.height, highest)
        page.add(Point(row, picture, line, page.theme, sizes=(LEAD, BODY, 24, SMALL, LEAST)))
