"""The reference pages say what the code does."""

from collections.abc import Callable
from pathlib import Path

import pytest

from acredita.reference import commands_page, settings_page

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


@pytest.mark.parametrize(
    ("name", "page"), [("settings.md", settings_page), ("commands.md", commands_page)]
)
def test_reference_page_matches_the_code(name: str, page: Callable[[], str]) -> None:
    assert (REFERENCE / name).read_text() == page(), "regenerate it with: make docs"
