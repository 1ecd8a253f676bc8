"""Room: kiosk. Takes a candidate through a test and brings what happened to the server."""

from kiosk.attempt import SessionError, State
from kiosk.errors import KioskError
from kiosk.evidence import Evidence, EvidenceShelf
from kiosk.eyes import Eyes, OwnEyes
from kiosk.headless import Film, Person, Take, run_headless
from kiosk.identity import Identity, IdentityError, load_identity
from kiosk.journal import DiskFullError, Journal, JournalError
from kiosk.pairing import PairingError, pair
from kiosk.resume import resume
from kiosk.session import Session
from kiosk.uplink import Uplink, UplinkState

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
    "UplinkState",
    "load_identity",
    "pair",
    "resume",
    "run_headless",
]
