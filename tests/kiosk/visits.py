"""What tests of whole visits share: a clock that is moved, and stretches of a visit."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from kiosk.screens.rehearsal import Rehearsal
from kiosk.screens.widgets import Text

SIZE = (1280, 800)
Open = Callable[..., AbstractContextManager[Rehearsal]]
"""Opens the kiosk of one folder; again, as after a power cut, over the same journal."""


class Time:
    """A clock the test moves."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


def consent(play: Rehearsal) -> None:
    """From the start to the camera's check, with everything agreed to."""
    play.to_consent()
    play.visitor.touch("accept")
    play.visitor.until("ai")
    play.visitor.touch("accept")


def to_photo_step(play: Rehearsal) -> None:
    """To the step that ends with a picture."""
    consent(play)
    play.to_first_step()
    for step in ("lay", "show"):
        play.visitor.touch("done")
        play.at_step(step)


def kinds(play: Rehearsal) -> list[str]:
    """What was written of every attempt, oldest first."""
    return [str(says) for (says,) in play.desk.journal.rows("SELECT says FROM entries")]


def words(play: Rehearsal) -> str:
    """What stands on the screen."""
    return " ".join(w.text for w in play.stage.widgets if isinstance(w, Text))
