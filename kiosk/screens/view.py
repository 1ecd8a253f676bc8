"""Room: kiosk. What screens ask of the kiosk's camera: of one (feed.py) or several (feeds.py)."""

from dataclasses import dataclass
from typing import Protocol

from hardware.cameras import Frame, Image, Moment


@dataclass(frozen=True)
class Sighted:
    """How one camera stands: whether its picture is live, or it is being opened for the first time.

    `called` is its name among several; empty where there is one.
    """

    called: str
    name: str
    live: bool
    opening: bool
    problem: str | None


class View(Protocol):
    """What screens ask of the kiosk's camera, be it one or several."""

    @property
    def name(self) -> str:
        """What a person would call it."""
        ...

    @property
    def problem(self) -> str | None:
        """What to do about a picture that does not come."""
        ...

    @property
    def opening(self) -> bool:
        """Whether it is being opened for the first time."""
        ...

    @property
    def standing(self) -> list["Sighted"]:
        """How each camera stands, the main one first."""
        ...

    def watch(self, now: float) -> None:
        """Open it when it is not, now and then; returns at once."""
        ...

    def newest(self) -> Frame | None:
        """The newest picture; None while there is none that is live."""
        ...

    def moment(self) -> Moment | None:
        """What every camera shows at this moment; None while none gives a picture."""
        ...

    def fitted(self, size: tuple[int, int]) -> tuple[int, Image] | None:
        """Number of the newest picture, and the picture scaled into a box of `size` pixels."""
        ...

    def hold(self) -> None:
        """Hold exposure and focus as they are now: a test begins."""
        ...

    def let_go(self) -> None:
        """Let exposure and focus be chosen again."""
        ...

    def disconnect(self) -> None:
        """Release it."""
        ...
