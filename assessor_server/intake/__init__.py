"""The intake: the process that takes in what kiosks send. One synchronous loop for events, one
thread each for evidence, pairing and the door. Run it with ``python -m assessor_server.intake``.
"""

from assessor_server.intake.service import Ports, PortTakenError, serve

__all__ = ["PortTakenError", "Ports", "serve"]
