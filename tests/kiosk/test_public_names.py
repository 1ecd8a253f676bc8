"""The room's public names are fetched when they are used, and all of them are there."""

import pytest

import kiosk


@pytest.mark.parametrize("name", kiosk.__all__)
def test_a_public_name_is_there(name: str) -> None:
    assert getattr(kiosk, name) is not None


def test_other_names_are_not() -> None:
    with pytest.raises(AttributeError, match="no attribute 'uplinks'"):
        _ = kiosk.uplinks
