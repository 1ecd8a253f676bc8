"""Room: kiosk. Serves the headset's page on the local network: HTTPS and one WebSocket.

Runs in a thread of its own with its own loop; all that touches a session goes to the session's
thread. Made when the first headset is to be paired, never before.
"""

import asyncio
import socket
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import TypeVar

import structlog
import uvicorn

from kiosk.vr.certificate import LanCertificate, lan_certificate, own_address
from kiosk.vr.errors import VrError
from kiosk.vr.line import PageLine
from kiosk.vr.play import HeadsetPlay
from kiosk.vr.site import Site

log = structlog.get_logger()

START_WITHIN_S = 20.0
BATCH_BYTES = 512 * 1024
"""The largest message: 512 frames with two hands are 330 kB."""

_T = TypeVar("_T")


class Host:
    """The page's server. `play` is what a headset may open now; None refuses everybody."""

    def __init__(
        self, folder: Path, work: Executor, *, port: int = 8443, host: str = "", program: str | None
    ) -> None:
        """`host` is the name headsets reach the kiosk by, `program` what speaks (espeak-ng)."""
        names = [host or own_address(), "127.0.0.1", "localhost"]
        self.hosts: Sequence[str] = tuple(dict.fromkeys(names))
        self.certificate: LanCertificate = lan_certificate(folder, self.hosts)
        self.work = work
        self.program = program
        self.play: HeadsetPlay | None = None
        self.line: PageLine | None = None
        """The page that is here; one at a time."""
        self._socket = _bound(port)
        self.port = int(self._socket.getsockname()[1])
        self._server = uvicorn.Server(self._configuration())
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, name="headset host", daemon=True)

    @property
    def address(self) -> str:
        """Where a headset finds the page, without the token."""
        return f"https://{self.hosts[0]}:{self.port}/vr"

    @property
    def origins(self) -> frozenset[str]:
        """The only origins a page may come from: its own."""
        return frozenset(f"https://{host}:{self.port}" for host in self.hosts)

    def url(self, play: HeadsetPlay) -> str:
        """What stands in the QR code: the token is in the fragment, which no request carries."""
        return f"{self.address}#{play.pairing.token}"

    def start(self) -> None:
        """Serve until `stop`. Raises VrError when that cannot begin."""
        self._thread.start()
        for _ in range(int(START_WITHIN_S / 0.02)):
            if self._server.started:
                log.info("headset.host_opened", address=self.address)
                return
            if not self._thread.is_alive():
                break
            threading.Event().wait(0.02)
        raise VrError(f"the page for headsets cannot be served on port {self.port}: see the log")

    def stop(self) -> None:
        """Close every line and the port."""
        self.play = None
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join(10)
        self._socket.close()

    def cut(self) -> None:
        """Break every line without a word, as a network that goes: for tests and figures."""

        def abort() -> None:
            for connection in list(self._server.server_state.connections):
                transport = getattr(connection, "transport", None)
                if transport is not None:
                    transport.abort()

        if self._loop is not None:
            self._loop.call_soon_threadsafe(abort)

    async def in_session(self, job: Callable[[], _T]) -> _T:
        """Do something in the session's thread."""
        return await asyncio.wrap_future(self.work.submit(job))

    def _run(self) -> None:
        async def serve() -> None:
            self._loop = asyncio.get_running_loop()
            await self._server.serve(sockets=[self._socket])

        asyncio.run(serve())

    def _configuration(self) -> uvicorn.Config:
        return uvicorn.Config(
            Site(self).application(),
            ssl_certfile=str(self.certificate.certificate),
            ssl_keyfile=str(self.certificate.key),
            http="h11",
            ws="websockets-sansio",
            ws_max_size=BATCH_BYTES,
            ws_per_message_deflate=False,
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=1,
        )


def _bound(port: int) -> socket.socket:
    """The port, on every network of the machine. Raises VrError when another program has it."""
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # asyncio does it only for sockets made with a protocol: a small answer must not wait 40 ms
    server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        server.bind(("0.0.0.0", port))  # noqa: S104 - headsets come over the local network
    except OSError as problem:
        server.close()
        raise VrError(
            f"port {port} for headsets is taken ({problem}): name another, headset = webxr:8444"
        ) from problem
    return server
