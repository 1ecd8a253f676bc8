"""The pairing string: everything a new kiosk needs to find, trust and join its server.

``acredita-pair:HOST:PORT/KEY/CODE``, as text to type or as a QR code. KEY is the server's public
CURVE key, CODE the one-time code and four letters that show typing mistakes; both in Crockford's
base 32 (no I, L, O, U), upper or lower case, dashes and spaces as one likes.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass

from zmq.utils import z85

from protocol.errors import ProtocolError

SCHEME = "acredita-pair:"
CODE_CHARS = 12  # 60 bits: cannot be guessed while it is valid
_CHECK_CHARS = 4
_KEY_CHARS = 52  # 32 bytes
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("OIL", "011", "- \t\r\n")
_PLACE = re.compile(r"(?P<host>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]{1,253}):(?P<port>\d{1,5})")


class TicketError(ProtocolError):
    """A text that is no pairing string, or one with a typing mistake."""


@dataclass(frozen=True)
class Ticket:
    """A pairing string, taken apart. `server_key` is Z85; `code` is 12 characters, no dashes."""

    host: str
    port: int
    server_key: str
    code: str


def new_code() -> str:
    """Make a one-time code."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(CODE_CHARS))


def write_ticket(ticket: Ticket) -> str:
    """Write the pairing string. Raises TicketError for a ticket that could not be read back."""
    key = _to_base32(z85.decode(ticket.server_key.encode()), _KEY_CHARS)
    place = f"{ticket.host}:{ticket.port}"
    code = ticket.code + _check(place, key, ticket.code)
    dashed = "-".join(code[i : i + 4] for i in range(0, len(code), 4))
    text = f"{SCHEME}{place}/{key}/{dashed}"
    if read_ticket(text) != ticket:
        raise TicketError(f"{ticket.host!r} is not a host name or address; give one without spaces")
    return text


def read_ticket(text: str) -> Ticket:
    """Read a pairing string as scanned or typed. Raises TicketError saying what is wrong."""
    text = "".join(text.split())
    if text[: len(SCHEME)].lower() != SCHEME:
        raise TicketError(f"a pairing string begins with {SCHEME}; copy the whole of it")
    place, _, rest = text[len(SCHEME) :].partition("/")
    key, _, code = (part.upper().translate(_MISREAD) for part in rest.partition("/"))
    where = _PLACE.fullmatch(place)
    if where is None or not 1 <= int(where["port"]) <= 65535:
        raise TicketError(f"{place!r} is not HOST:PORT; copy the pairing string again")
    if len(key) != _KEY_CHARS or len(code) != CODE_CHARS + _CHECK_CHARS:
        raise TicketError("the pairing string is incomplete; copy the whole of it")
    code, check = code[:CODE_CHARS], code[CODE_CHARS:]
    if check != _check(place, key, code):
        raise TicketError("the pairing string has a typing mistake; compare it letter by letter")
    server_key = z85.encode(_from_base32(key)).decode()
    return Ticket(where["host"], int(where["port"]), server_key, code)


def _check(place: str, key: str, code: str) -> str:
    digest = hashlib.sha256(f"{place.lower()}/{key}/{code}".encode()).digest()
    return _to_base32(digest[:3], 5)[-_CHECK_CHARS:]


def _to_base32(data: bytes, chars: int) -> str:
    number = int.from_bytes(data, "big")
    return "".join(_ALPHABET[number >> 5 * i & 31] for i in reversed(range(chars)))


def _from_base32(text: str) -> bytes:
    number = 0
    for char in text:
        if char not in _ALPHABET:
            raise TicketError(f"{char!r} does not occur in pairing strings; compare it again")
        number = number << 5 | _ALPHABET.index(char)
    if number >> 256:
        raise TicketError("the pairing string has a typing mistake; compare it letter by letter")
    return number.to_bytes(32, "big")
