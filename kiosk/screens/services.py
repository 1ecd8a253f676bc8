"""Room: kiosk. What screens share: the kiosk's services, and the visit of one person."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Literal

from hardware import Frame, HardwareError
from hardware.lights import Signal
from kiosk.attempt import State
from kiosk.desk import Desk
from kiosk.devices import Devices
from kiosk.errors import KioskError
from kiosk.reserve import NoRoomError
from kiosk.screens.film import Film
from kiosk.screens.lookout import Lookout
from kiosk.screens.view import View
from kiosk.screens.voice import Voice
from kiosk.session import Session
from kiosk.sight import Sight
from kiosk.texts import Catalogue, load_catalogue
from models import ModelError
from protocol import ProtocolError
from scenarios import CameraMissed, Pack, ScenarioError

if TYPE_CHECKING:  # a kiosk without a headset loads none of it
    from kiosk.vr.host import Host
    from kiosk.vr.play import HeadsetPlay

EXPECTED = (KioskError, HardwareError, ModelError, ProtocolError, ScenarioError, OSError)
"""What may go wrong while a test runs; each says what to do, and people see it kindly."""


class TroubleKind(Enum):
    """What the person in front of the screen is told; the value is the text's key."""

    DISK = "trouble.disk"
    SESSION = "trouble.session"


@dataclass(frozen=True)
class Trouble:
    """Something that stopped the test; `detail` is for the person in charge."""

    kind: TroubleKind
    detail: str

    @classmethod
    def of(cls, error: BaseException) -> "Trouble":
        """The trouble that an error means."""
        kind = TroubleKind.DISK if isinstance(error, NoRoomError) else TroubleKind.SESSION
        return cls(kind, str(error))


@dataclass
class Visit:
    """One person in front of the kiosk; forgotten when they leave."""

    language: str = "es"
    pack: Pack | None = None
    code: str = ""
    session: Session | None = None
    frames: Sequence[Frame] = ()
    missed: Sequence[CameraMissed] = ()
    """Those of several cameras that gave none of the frames."""
    sight: Sight | None = None
    trouble: Trouble | None = None
    film: Film | None = None
    time_up: bool = False
    contrast: bool = False
    """Colours of high contrast."""
    low: bool = False
    """Everything within the reach of somebody who sits."""
    aloud: bool = False
    """Every screen is read aloud when it is shown."""
    ending: bool = False
    """Whether somebody wants an unfinished test closed, and has still to show that they may."""
    seated: bool = False
    """Whether the headset is used sitting."""
    feeling_when: Literal["before", "after"] = "before"
    """Which of the two sickness checks is asked."""
    unwell: bool = False
    """Somebody who did not feel well: no headset for the rest of this visit."""
    worn: "HeadsetPlay | None" = None
    """The step being played in a headset."""
    step_going: bool = False
    """Whether the step's clock belongs to this process (after a crash the step is begun again)."""

    @property
    def texts(self) -> Catalogue:
        """What the screens say in the person's language."""
        return load_catalogue(self.language)

    def forget(self) -> None:
        """Begin anew: nothing of the last person stays."""
        if self.film is not None:
            self.film.discard()
        self.__dict__.update(Visit().__dict__)


@dataclass
class Services:
    """Everything a screen may use."""

    desk: Desk
    feed: View
    lookout: Lookout[str]
    """Why the board cannot be measured, as a code; nothing when it can."""
    slips: Lookout[str]
    """What the QR code in front of the camera says."""
    voice: Voice
    work: Executor
    now: Callable[[], float] = time.monotonic
    visit: Visit = field(default_factory=Visit)
    devices: Devices = field(default_factory=Devices)
    inches: float = 10.1
    """The panel's diagonal."""
    headset_host: "Host | None" = None
    """Serves the headset's page; begun with the first headset."""

    @property
    def session(self) -> Session:
        """The session of this visit. Raises KioskError when there is none."""
        if self.visit.session is None:
            raise KioskError("no test was started; go back to the start.")
        return self.visit.session

    @property
    def pack(self) -> Pack:
        """The test chosen in this visit. Raises KioskError when there is none."""
        if self.visit.pack is None:
            raise KioskError("no test was chosen; go back to the start.")
        return self.visit.pack

    def signal(self, signal: Signal) -> None:
        """Show on the tower light how the kiosk stands, where there is one."""
        if self.devices.light is not None:
            self.work.submit(self.devices.light.show, signal)

    def abandon(self, reason: str) -> None:
        """End the visit's attempt, if it is still open, without a result."""
        session = self.visit.session
        self.let_go()
        if session is not None and not session.over and session.state is not State.NEW:
            session.void(reason)

    def let_go(self) -> None:
        """Nobody plays in a headset any more; what was recorded of it is kept."""
        play, self.visit.worn = self.visit.worn, None
        if self.headset_host is not None:
            self.headset_host.play = None
        if play is not None:
            play.leave()
