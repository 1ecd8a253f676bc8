"""Room: kiosk. What would spoil the pictures, said while work goes on; nothing of how it goes."""

from kiosk.screens.services import Services

LOOK_EVERY_S = 2.0
LOOKS = 2
"""Looks in a row that have to find the same: hands pass before the board all the time."""

SPOILS = ("too_dark", "overexposed", "blurred", "mirrored", "two_boards", "wrong_scale")
"""What spoils a picture of any kind of work; the board itself matters where one is needed."""

BOARD = ("no_board", "board_unsure")


class Guidance:
    """Looks at the camera's picture now and then; `hint` is the key of a remedy, or None.

    It speaks of light, of the camera and of the board: of nothing that is scored.
    """

    def __init__(self, services: Services, *, needs_board: bool) -> None:
        self._services = services
        self._known = (*SPOILS, *BOARD) if needs_board else SPOILS
        self._next = 0.0
        self._found: list[str | None] = []
        self.hint: str | None = None
        services.lookout.forget()

    def tick(self) -> None:
        """Begin a look when it is time, and take what the last one found."""
        now, lookout = self._services.now(), self._services.lookout
        if now < self._next:
            return
        lookout.tick(now)
        if not lookout.looked:
            return
        found = lookout.found if lookout.found in self._known else None
        lookout.forget()
        self._next = now + LOOK_EVERY_S
        self._found = [*self._found, found][-LOOKS:]
        same = len(self._found) == LOOKS and len(set(self._found)) == 1
        self.hint = f"remedy.{found}" if same and found is not None else None
