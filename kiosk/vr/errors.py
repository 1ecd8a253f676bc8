"""What can go wrong with headsets at the kiosk. Every message says what to do next."""

from typing import Literal

from kiosk.errors import KioskError

Code = Literal[
    "version", "message", "token", "taken", "order", "act", "gap", "flood", "origin", "ended"
]


class VrError(KioskError):
    """Base of what goes wrong with headsets at the kiosk."""


class RefusedError(VrError):
    """What a page sent does not count: it is told why and what to do, and the line is closed."""

    def __init__(self, code: Code, problem: str, remedy: str) -> None:
        super().__init__(f"{problem}: {remedy}")
        self.code: Code = code
        self.problem = problem
        self.remedy = remedy
