"""The intake: the process that takes in what kiosks send. One synchronous loop for events, one
thread each for evidence, pairing, pulls and the door. Run it with
``python -m assessor_server.intake``.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from assessor_server.intake.lean import start_lean

if TYPE_CHECKING:
    from assessor_server.intake.service import Ports, PortTakenError, serve

__all__ = ["PortTakenError", "Ports", "serve"]

start_lean(__name__)


def __getattr__(name: str) -> object:
    """Fetch a public name when it is first used: after `start_lean`, before anything heavy."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.service"), name)
