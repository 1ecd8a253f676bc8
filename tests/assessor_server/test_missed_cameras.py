"""An assessor is told of a camera that gave no picture, before the blind rating too."""

import msgspec
import pytest
from office_support import PACK, Office

from scenarios import CameraMissed


def attempt_with(office: Office, *missed: CameraMissed) -> str:
    written = [msgspec.to_builtins(one) for one in missed]
    return office.attempt(also=[("observation.made", {"step": "show", "observations": written})])


@pytest.mark.parametrize(
    ("reason", "words"), [("lost", "dejó de dar imagen"), ("out_of_step", "de otro momento")]
)
@pytest.mark.parametrize("page", ["/rate", ""])
def test_the_page_says_which_camera_and_in_which_step(
    office: Office, reason: str, words: str, page: str
) -> None:
    attempt = attempt_with(office, CameraMissed("izquierda", "show", reason))  # type: ignore[arg-type]
    text = office.browser("ana").get(f"/attempts/{attempt}{page}").text
    assert words in text
    assert "«izquierda»" in text
    assert PACK.text("steps.show.title", "es") in text


def test_nothing_is_said_where_no_camera_was_missed(office: Office) -> None:
    text = office.browser("ana").get(f"/attempts/{office.attempt()}/rate").text
    assert "dejó de dar imagen" not in text
    assert "de otro momento" not in text
