"""Room: kiosk. Asks a server's port for the first bytes that ZeroMQ says, to judge the line.

Touches the network: one short TCP connection, in clear, which tells nothing about the kiosk.
"""

import socket
import time

_MECHANISM = b"CURVE".ljust(20, b"\0")
_SIGNATURE = b"\xff" + bytes(7) + b"\x01\x7f"
_GREETING = _SIGNATURE + b"\x03\x01" + _MECHANISM + bytes(32)
"""ZMTP 3.1 (rfc.zeromq.org/spec/37): signature, version, mechanism, as-server and filler."""
WITHIN_S = 3.0
"""Two round trips over a satellite, and some patience."""


def greets_cleanly(endpoint: str, within_s: float = WITHIN_S) -> bool:
    """Whether a CURVE server's greeting arrives from there (``tcp://HOST:PORT``) unchanged."""
    host, _, port = endpoint.removeprefix("tcp://").rpartition(":")
    end = time.monotonic() + within_s
    try:
        with socket.create_connection((host.strip("[]"), int(port)), within_s) as line:
            line.sendall(_GREETING)
            heard = b""
            while len(heard) < len(_GREETING):
                line.settimeout(max(0.01, end - time.monotonic()))
                more = line.recv(len(_GREETING) - len(heard))
                if not more:
                    return False
                heard += more
    except OSError:  # nobody, silence, or reset: no greeting
        return False
    return _is_greeting(heard)


def _is_greeting(heard: bytes) -> bool:
    """Every bit counts but the minor version and who is the server."""
    minor, server = heard[11], heard[32]
    expected = bytearray(_GREETING)
    expected[11], expected[32] = minor, server
    return heard == bytes(expected) and minor < 16 and server in (0, 1)
