"""A receipt printer on a loopback port, written from Epson's ESC/POS reference, not from a driver.

It understands what slips need: GS v 0 (a raster picture), ESC d (feed), GS V (cut), ESC @, and
answers DLE EOT. What it does not know is kept in `unknown`.
"""

import socket
import struct
import threading
from types import TracebackType

import numpy as np
from numpy.typing import NDArray


class ReceiptPrinter:
    """Listens until it is closed; `slips` are the cut papers, 0 is ink, 255 is paper."""

    def __init__(self, *, paper: bool = True, lid_open: bool = False, silent: bool = False) -> None:
        self.paper, self.lid_open, self.silent = paper, lid_open, silent
        self.slips: list[NDArray[np.uint8]] = []
        self.unknown = bytearray()
        self.breaks_after: int | None = None
        """Bytes after which the line is cut, once."""
        self._rows: list[NDArray[np.uint8]] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> "ReceiptPrinter":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.close()
        self._thread.join(timeout=5)

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._server.accept()
            except OSError:
                return
            with line:
                self._talk(line)

    def _talk(self, line: socket.socket) -> None:
        pending, taken = b"", 0
        while True:
            try:
                arrived = line.recv(65536)
            except OSError:
                return
            if not arrived:
                return
            taken += len(arrived)
            if self.breaks_after is not None and taken > self.breaks_after:
                self.breaks_after = None
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return
            pending = self._understand(line, pending + arrived)

    def _understand(self, line: socket.socket, data: bytes) -> bytes:
        while data:
            used = self._command(line, data)
            if used == 0:
                return data
            data = data[used:]
        return b""

    def _command(self, line: socket.socket, data: bytes) -> int:
        """Carry out the first command and return how long it was; 0 when it is incomplete."""
        if data[:2] == b"\x10\x04":
            if len(data) < 3:
                return 0
            self._answer(line, data[2])
            return 3
        if data[:3] == b"\x1dv0":
            if len(data) < 8:
                return 0
            width_bytes, height = struct.unpack("<HH", data[4:8])
            end = 8 + width_bytes * height
            if len(data) < end:
                return 0
            bits = np.unpackbits(
                np.frombuffer(data[8:end], np.uint8).reshape(height, width_bytes), axis=1
            )
            self._rows.append(np.where(bits == 1, 0, 255).astype(np.uint8))
            return end
        if data[:2] == b"\x1dV":
            if len(data) < 3:
                return 0
            self.slips.append(np.vstack(self._rows))
            self._rows = []
            return 4 if data[2] >= 65 else 3
        if data[:2] == b"\x1bd":
            return 3 if len(data) >= 3 else 0
        if data[:2] == b"\x1b@":
            return 2
        return self._not_known(data)

    def _not_known(self, data: bytes) -> int:
        if data[:1] in b"\x1b\x1d\x10" and len(data) < 2:
            return 0
        self.unknown += data[:1]
        return 1

    def _answer(self, line: socket.socket, question: int) -> None:
        if self.silent:
            return
        status = 0x12
        if question == 1 and (self.lid_open or not self.paper):
            status |= 0x08
        if question == 4 and not self.paper:
            status |= 0x60
        line.sendall(bytes([status]))
