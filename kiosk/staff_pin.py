"""Room: kiosk. The PIN that opens staff mode: kept as a scrypt hash, guessed at five times at most.

Touches ``staff.pin`` in the kiosk's folder.
"""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from pathlib import Path

from kiosk.errors import KioskError
from protocol.keyfiles import read_secret, write_secret

FILE = "staff.pin"
LEAST_DIGITS, MOST_DIGITS = 4, 8
TRIES = 5
LOCKED_S = 300.0

_N, _R, _P = 2**14, 8, 1
"""scrypt for interactive use (RFC 7914): 16 MiB, some 50 ms on a small computer."""


class PinError(KioskError):
    """A PIN that cannot be set."""


def set_pin(directory: Path, pin: str) -> None:
    """Keep a new PIN. Raises PinError unless it is 4 to 8 digits that are not all alike."""
    if not (pin.isascii() and pin.isdigit() and LEAST_DIGITS <= len(pin) <= MOST_DIGITS):
        raise PinError(f"a PIN is {LEAST_DIGITS} to {MOST_DIGITS} digits: choose another.")
    if len(set(pin)) == 1:
        raise PinError("a PIN of one digit again and again is guessed first: choose another.")
    salt = secrets.token_bytes(16)
    directory.mkdir(parents=True, exist_ok=True)
    fresh = directory / f"{FILE}.{secrets.token_hex(4)}"
    write_secret(fresh, f"{salt.hex()} {_hash(pin, salt).hex()}")
    fresh.replace(directory / FILE)


class StaffDoor:
    """Asks for the PIN. After five wrong ones it stays shut for five minutes."""

    def __init__(self, directory: Path, now: Callable[[], float] = time.monotonic) -> None:
        self._path = directory / FILE
        self._now = now
        self._wrong = 0
        self._shut_until = float("-inf")

    @property
    def has_pin(self) -> bool:
        """Whether a PIN was ever set; without one nobody comes in."""
        return self._path.exists()

    @property
    def shut_s(self) -> float:
        """Seconds until the next try is allowed."""
        return max(0.0, self._shut_until - self._now())

    def opens(self, pin: str) -> bool:
        """Whether this is the PIN. Raises KeyFileError for a file others can read."""
        if self.shut_s > 0 or not self.has_pin:
            return False
        salt, kept = (bytes.fromhex(part) for part in read_secret(self._path).split())
        if hmac.compare_digest(_hash(pin, salt), kept):
            self._wrong = 0
            return True
        self._wrong += 1
        if self._wrong >= TRIES:
            self._wrong, self._shut_until = 0, self._now() + LOCKED_S
        return False


def _hash(pin: str, salt: bytes) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=_N, r=_R, p=_P, dklen=32)
