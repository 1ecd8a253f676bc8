"""Room: kiosk. The puller: a thread that keeps packs, roster and settings as the server has them.

It owns one socket, open only while something is asked, and touches nothing but the folder of what
was pulled. It never delays an event or a picture: those travel elsewhere.
"""

import threading
import time

import structlog
import zmq

from kiosk.identity import Identity
from kiosk.line import Line
from kiosk.pull_channel import PullChannel
from kiosk.pulled import Pulled
from kiosk.trouble import Trouble

_TICK_S = 0.5
_REST_S = 1.0

log = structlog.get_logger()


class Puller:
    """Asks in the background between `start` and `stop`."""

    def __init__(self, pulled: Pulled, identity: Identity, knock_again_s: float) -> None:
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        endpoints = identity.endpoints("pulls")
        self._line = Line(self._context, identity, endpoints, knock_again_s)
        self._channel = PullChannel(pulled, self._line.send)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="puller", daemon=True)

    @property
    def trouble(self) -> Trouble | None:
        """Why the last asking came to nothing."""
        return self._channel.trouble

    def start(self) -> None:
        """Begin to ask."""
        self._thread.start()

    def stop(self) -> None:
        """Stop; what was fetched half is gone on with the next time."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                now = time.monotonic()
                if self._channel.rests(now):
                    self._line.close()
                    self._stopping.wait(_REST_S)
                    continue
                self._line.turn(self._channel, now)
                self._sleep()
        finally:
            self._line.close()
            self._context.term()

    def _sleep(self) -> None:
        sockets = self._line.sockets()
        if not sockets:
            self._stopping.wait(_TICK_S)
            return
        poller = zmq.Poller()
        for socket in sockets:
            poller.register(socket, zmq.POLLIN)
        poller.poll(round(_TICK_S * 1000))
