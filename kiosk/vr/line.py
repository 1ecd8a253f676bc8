"""Room: kiosk. One page's line: what it says goes to the session's thread, answers come back.

Whatever waits is handed over together: a slow disk makes larger handfuls, not a longer queue.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

from hardware import HardwareError
from kiosk.errors import KioskError
from kiosk.vr.errors import RefusedError
from kiosk.vr.messages import (
    End,
    FromPage,
    Hello,
    Refused,
    ToPage,
    read_message,
    write_message,
)
from kiosk.vr.pairing import Pairing
from kiosk.vr.play import HeadsetPlay
from kiosk.vr.rules import A_SECOND, BURST
from protocol import ProtocolError
from scenarios import ScenarioError

if TYPE_CHECKING:
    from kiosk.vr.host import Host

log = structlog.get_logger()

HELLO_WITHIN_S = 10.0
TICK_S = 0.25
TOO_MUCH = f"over {A_SECOND} messages a second"
AFTER_S = 120.0
"""How long the page may take to ask how the candidate feels."""

EXPECTED = (KioskError, HardwareError, ProtocolError, ScenarioError, OSError)


class PageLine:
    """From the handshake to the end of one connection."""

    def __init__(self, host: "Host", socket: WebSocket) -> None:
        self._host = host
        self._socket = socket
        self._inbox: list[FromPage | bytes] = []
        self._more = asyncio.Event()
        self._pairing: Pairing | None = None
        self._turn = asyncio.Lock()
        self._allowance = float(BURST)
        self._counted = time.monotonic()

    async def serve(self) -> None:
        """Speak with the page until it, or the step, is over."""
        play = self._host.play
        if self._socket.headers.get("origin") not in self._host.origins:
            if play is not None:
                origin = self._socket.headers.get("origin", "no origin")
                await self._host.in_session(lambda: play.refuse("origin", origin))
            await self._socket.close(4403)  # before it was accepted: the handshake fails
            return
        await self._socket.accept()
        try:
            if play is None:
                raise RefusedError("ended", "no test waits for a headset", "ask at the kiosk")
            await self._speak(play)
        except RefusedError as refused:
            log.warning("headset.refused", code=refused.code, problem=refused.problem)
            await self._refuse(refused)
        except WebSocketDisconnect:
            log.info("headset.gone")
        finally:
            await self._closed()

    async def _speak(self, play: HeadsetPlay) -> None:
        try:
            first = read_message(
                await asyncio.wait_for(self._socket.receive_text(), HELLO_WITHIN_S)
            )
        except (TimeoutError, KeyError) as problem:
            raise RefusedError("message", "no hello came", "open the page anew") from problem
        if not isinstance(first, Hello):
            raise RefusedError("message", "the first message must be hello", "open the page anew")
        answers = await self._host.in_session(lambda: play.hello(first))
        self._pairing = play.pairing
        older, self._host.line = self._host.line, self
        if older is not None:
            await older._closed()  # a line that was cut without a word
        log.info("headset.here", device=first.device.name)
        await self._send(answers)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._listen(play))
                tasks.create_task(self._hand_over(play))
                tasks.create_task(self._tick(play))
        except* _OverError:
            pass
        except* (RefusedError, WebSocketDisconnect) as group:
            raise _first(group) from None
        finally:
            if self._host.line is self:
                self._host.line = None
                await self._host.in_session(play.gone)

    async def _listen(self, play: HeadsetPlay) -> None:
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(message.get("code", 1006))
            if not self._within_bounds():
                await self._host.in_session(lambda: play.refuse("flood", TOO_MUCH))
                raise RefusedError("flood", "too many messages", "wait five seconds")
            text = message.get("text")
            if text is None:
                read: FromPage | bytes = bytes(message["bytes"])
            else:
                read = await self._read(play, text)
            self._inbox.append(read)
            self._more.set()

    async def _read(self, play: HeadsetPlay, text: str) -> FromPage:
        try:
            return read_message(text)
        except RefusedError as refused:
            detail = refused.problem
            await self._host.in_session(lambda: play.refuse("message", detail))
            raise

    async def _hand_over(self, play: HeadsetPlay) -> None:
        while True:
            await self._more.wait()
            self._more.clear()
            inbox, self._inbox = self._inbox, []
            await self._in_turn(play, partial(self._taken, play, inbox))

    async def _tick(self, play: HeadsetPlay) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            if play.over is None and play.silent:
                raise WebSocketDisconnect(1006)
            await self._in_turn(play, lambda: self._ticked(play))

    async def _in_turn(self, play: HeadsetPlay, job: Callable[[], Sequence[ToPage]]) -> None:
        """Do a job in the session's thread and say what comes of it, before the next one begins:
        an end is told before the line is closed."""
        async with self._turn:
            try:
                answers = await self._host.in_session(job)
            except RefusedError:
                raise
            except EXPECTED as problem:
                play.trouble = problem  # the kiosk's screen says it kindly
                answers = [End("void")]
            await self._send(answers)
            self._end_when_over(play)

    def _taken(self, play: HeadsetPlay, inbox: Sequence[FromPage | bytes]) -> Sequence[ToPage]:
        """In the session's thread: what the page says, while its code is the one that counts."""
        self._still_paired(play)
        return play.take(inbox)

    def _ticked(self, play: HeadsetPlay) -> Sequence[ToPage]:
        self._still_paired(play)
        return play.tick()

    def _still_paired(self, play: HeadsetPlay) -> None:
        if play.pairing is not self._pairing:
            raise RefusedError("taken", "the kiosk has a new code", "scan the kiosk's square again")

    def _end_when_over(self, play: HeadsetPlay) -> None:
        """The line closes; after the step the page may still say how the candidate feels."""
        ended = play.over in ("done", "time") and play.trouble is None
        if ended and not play.answered_after and play.silent_s < AFTER_S:
            return
        if play.over is not None or play.trouble is not None:
            raise _OverError

    def _within_bounds(self) -> bool:
        now = time.monotonic()
        earned = (now - self._counted) * A_SECOND
        self._allowance, self._counted = min(float(BURST), self._allowance + earned) - 1, now
        return self._allowance >= 0

    async def _send(self, messages: Sequence[ToPage]) -> None:
        for message in messages:
            await self._socket.send_text(write_message(message))

    async def _refuse(self, refused: RefusedError) -> None:
        try:
            await self._send([Refused(refused.code, refused.problem, refused.remedy)])
        except (RuntimeError, WebSocketDisconnect):
            log.debug("headset.gone_before_it_was_told")

    async def _closed(self) -> None:
        try:
            await self._socket.close()
        except (RuntimeError, WebSocketDisconnect):
            log.debug("headset.closed_already")


class _OverError(Exception):
    """The step is over: the line closes in peace."""


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first plain exception in a group; a refusal before a cut."""
    plain = [one for one in group.exceptions if not isinstance(one, BaseExceptionGroup)]
    nested = [_first(one) for one in group.exceptions if isinstance(one, BaseExceptionGroup)]
    found = [*plain, *nested]
    return next((one for one in found if isinstance(one, RefusedError)), found[0])
