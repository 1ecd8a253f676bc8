"""Reads the ordinary frame cheaply: entries of a stream that is known already.

The wire's form is judged by protocol's `decode_from_kiosk`; the pattern of a stream's id costs most
of the time a frame takes. What is read here is compared with what is known to be in form, so that
only frames `decode_from_kiosk` would take come through; all else is left to it. Touches nothing.
"""

import msgspec

from protocol.messages import MAX_ENTRIES, PREFIX

_KINDS = ("event", "seal")
_LAST_SEQ = 2**62


class PlainEntry(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """As protocol's Entry, of a known kind."""

    kind: str
    body: bytes


class PlainEntries(msgspec.Struct, frozen=True, kw_only=True, tag_field="m", tag="entries"):
    """As protocol's Entries; `stream` is not in form until it is found among known ones."""

    stream: str
    first_seq: int
    entries: list[PlainEntry]


_decoder = msgspec.msgpack.Decoder(PlainEntries)


def read_plain_frame(frame: bytes | memoryview) -> PlainEntries | None:
    """The entries in this frame if there is nothing unusual about it; None: read it strictly."""
    if frame[:4] != PREFIX:
        return None
    try:
        message = _decoder.decode(frame[4:])
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return None
    entries = message.entries
    if not (0 < len(entries) <= MAX_ENTRIES and 0 < message.first_seq <= _LAST_SEQ):
        return None
    for entry in entries:
        if entry.kind not in _KINDS:
            return None
    return message
