"""Room: kiosk. A headset made of code that speaks to the kiosk over the real line, as a page does.

For tests, trials and the report on fairness: it pairs, sends acts and poses, cuts, comes back.
"""

import asyncio
import ssl
import threading
from collections.abc import Callable, Coroutine, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from hardware.headset.batch import MOST, encode_batch
from hardware.headset.pose import PoseFrame
from kiosk.vr.errors import VrError
from kiosk.vr.messages import VERSION
from scenarios.plays import Acted

ANSWER_WITHIN_S = 30.0

_T = TypeVar("_T")


class LineClosedError(VrError):
    """The kiosk closed the line."""


class SimulatedPage:
    """One page. `heard` is everything the kiosk said, oldest first."""

    def __init__(self, url: str, certificate: Path, *, origin: str | None = None) -> None:
        """`url` is what the QR code says; `origin` another one than the page's own is refused."""
        parts = urlsplit(url)
        self.token = parts.fragment
        self.again = ""
        self.heard: list[dict[str, Any]] = []
        self.acts = self.poses = 0
        """How many were sent; the kiosk's `ack` says how many are stored."""
        self.stored_acts = self.stored_poses = 0
        self._address = f"wss://{parts.netloc}/vr/socket"
        own = f"https://{parts.netloc}" if origin is None else origin
        self._origin = Origin(own) if own else None
        self._trust = ssl.create_default_context(cafile=str(certificate))
        self._line: ClientConnection | None = None
        self._t_ms = 1000.0

    def connect(self) -> None:
        """Open the line, without a word."""

        async def opened() -> ClientConnection:
            return await connect(
                self._address, ssl=self._trust, origin=self._origin, compression=None,
                max_size=None, open_timeout=ANSWER_WITHIN_S,
            )  # fmt: skip

        self._line = _wait(opened())

    def hello(self, **changes: object) -> dict[str, Any]:
        """Pair, or come back; the kiosk's first answer."""
        if self._line is None:
            self.connect()
        self.say(
            {
                "m": "hello", "v": VERSION, "token": self.token, "again": self.again,
                "device": {"name": "simulated headset", "hands": True, "controllers": True},
                "resume": {"acts": self.stored_acts, "poses": self.stored_poses},
                **changes,
            }
        )  # fmt: skip
        answer = self.next(lambda said: said["m"] in ("welcome", "refused"))
        if answer["m"] == "welcome":
            self.again = answer["again"]
            self.stored_acts, self.stored_poses = answer["acts"], answer["poses"]
        return answer

    def say(self, message: object) -> None:
        """Send a message as it is."""
        _wait(self._open.send(msgspec.json.encode(message).decode()))

    def ready(self) -> None:
        """The scene is drawn, and the headset is worn."""
        self.say({"m": "ready"})
        self.state()

    def state(self, **changes: object) -> None:
        """The heart-beat."""
        self.say({"m": "state", "visible": True, "tracking": True, "battery": 0.8, **changes})

    def act(self, acted: Acted, *, wait: bool = True) -> None:
        """Do something; returns when it is stored."""
        self.acts += 1
        self._t_ms += 1.0
        by = "gaze" if acted.act == "look" else "hand"
        self.say(
            {
                "m": "act", "n": self.acts, "t": self._t_ms, "act": acted.act, "on": acted.on,
                "choices": acted.choices, "value": acted.value, "by": by,
            }
        )  # fmt: skip
        if wait:
            self.until_stored(acts=self.acts)

    def move(self, frames: Sequence[PoseFrame]) -> None:
        """Send poses; their numbers must follow those sent before."""
        for first in range(0, len(frames), MOST):
            _wait(self._open.send(encode_batch(frames[first : first + MOST])))
        self.poses = max(self.poses, frames[-1].n)

    def send_bytes(self, data: bytes) -> None:
        """Send bytes as they are."""
        _wait(self._open.send(data))

    def until_stored(self, *, acts: int = 0, poses: int = 0) -> None:
        """Wait for the kiosk's word that so much is stored."""
        while self.stored_acts < acts or self.stored_poses < poses:
            self.next(lambda said: said["m"] == "ack")

    def next(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The next thing the kiosk says that is wanted; all else is heard meanwhile.

        Raises LineClosedError when the kiosk closes the line instead.
        """
        while True:
            try:
                said = msgspec.json.decode(_wait(self._open.recv()))
            except ConnectionClosed as closed:
                raise LineClosedError(f"the line is closed: {closed}") from closed
            self.heard.append(said)
            if said["m"] == "ack":
                self.stored_acts, self.stored_poses = said["acts"], said["poses"]
            if wanted(said):
                return dict(said)

    def cut(self) -> None:
        """Lose the line without a word, as when the battery falls out."""
        if self._line is not None:
            _loop().call_soon_threadsafe(self._line.transport.abort)
            self._line = None

    def close(self) -> None:
        """Close the page."""
        if self._line is not None:
            _wait(self._line.close())
            self._line = None

    @property
    def _open(self) -> ClientConnection:
        if self._line is None:
            raise LineClosedError("the line is not open: say hello first")
        return self._line


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """The one loop of all pages made of code, in a thread of its own."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="simulated headsets", daemon=True).start()
    return loop


def _wait(job: Coroutine[Any, Any, _T]) -> _T:
    """Have the loop do something, and wait for what comes of it."""
    return asyncio.run_coroutine_threadsafe(job, _loop()).result(ANSWER_WITHIN_S)
