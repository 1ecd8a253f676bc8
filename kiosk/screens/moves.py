"""Room: kiosk. Where a touch leads: to another screen, a card laid over this one, or back to it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Go:
    """Leave this screen for the one of that name."""

    screen: str


@dataclass(frozen=True)
class Over:
    """Lay the card of that name over this screen."""

    card: str


@dataclass(frozen=True)
class Close:
    """Take the card away; the screen under it goes on."""


Move = Go | Over | Close
