"""Room: kiosk. Takes a candidate through a test and brings what happened to the server."""

from importlib import import_module
from typing import TYPE_CHECKING

from kiosk.errors import KioskError

if TYPE_CHECKING:
    from kiosk.attempt import SessionError, State
    from kiosk.evidence import Evidence, EvidenceShelf
    from kiosk.eyes import Eyes, OwnEyes
    from kiosk.headless import Film, Person, Take, run_headless
    from kiosk.identity import Identity, IdentityError, load_identity
    from kiosk.journal import DiskFullError, Journal, JournalError
    from kiosk.pairing import PairingError, pair
    from kiosk.session import Session
    from kiosk.uplink import Uplink
    from kiosk.uplink_state import UplinkState
    from kiosk.uplink_watch import UplinkProcess

__all__ = [
    "DiskFullError",
    "Evidence",
    "EvidenceShelf",
    "Eyes",
    "Film",
    "Identity",
    "IdentityError",
    "Journal",
    "JournalError",
    "KioskError",
    "OwnEyes",
    "PairingError",
    "Person",
    "Session",
    "SessionError",
    "State",
    "Take",
    "Uplink",
    "UplinkProcess",
    "UplinkState",
    "load_identity",
    "pair",
    "run_headless",
]

_HOMES = {
    "DiskFullError": "journal",
    "Evidence": "evidence",
    "EvidenceShelf": "evidence",
    "Eyes": "eyes",
    "Film": "headless",
    "Identity": "identity",
    "IdentityError": "identity",
    "Journal": "journal",
    "JournalError": "journal",
    "OwnEyes": "eyes",
    "PairingError": "pairing",
    "Person": "headless",
    "Session": "session",
    "SessionError": "attempt",
    "State": "attempt",
    "Take": "headless",
    "Uplink": "uplink",
    "UplinkProcess": "uplink_watch",
    "UplinkState": "uplink_state",
    "load_identity": "identity",
    "pair": "pairing",
    "run_headless": "headless",
}


def __getattr__(name: str) -> object:
    """Fetch a public name when it is first used: the uplink, a process of this room that must be
    there again within a moment, loads neither models nor cameras."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = import_module(f"{__name__}.{_HOMES[name]}")
    return getattr(home, name)
