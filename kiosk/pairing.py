"""Room: kiosk. Joining a server with a one-time code: keys are made, enrolled, and only then kept.

Touches the network once, and the kiosk's folder only when the server has said yes.
"""

import time
from collections.abc import Sequence
from pathlib import Path

import zmq

from kiosk.connection import Connection, WireError
from kiosk.identity import Identity, IdentityError, is_paired, save_identity
from kiosk.trouble import unreachable
from protocol import SealKey
from protocol.curve import CurveKeys
from protocol.messages import Pair, Paired, Refused
from protocol.pulls import Address
from protocol.ticket import Ticket, read_ticket

_ASK_AGAIN_S = 2.0


class PairingError(WireError):
    """The server did not enrol this kiosk: code used, expired or unknown, or no answer."""


def pair(
    pairing_string: str,
    directory: Path,
    kiosk_name: str,
    *,
    others: Sequence[Address] = (),
    timeout_s: float = 15.0,
) -> Identity:
    """Enrol this kiosk with the server that the pairing string names; write and return who it is.

    `others` are more addresses of the same server, for when the first does not answer.

    Raises TicketError for a mistyped string, IdentityError when the folder is paired already,
    PairingError when the server refuses or cannot be reached. On any error nothing is written.
    """
    ticket = read_ticket(pairing_string)
    if is_paired(directory):
        raise IdentityError(
            f"{directory} is paired already; move {directory / 'keys'} away to pair it again"
        )
    curve, seal_key = CurveKeys.generate(), SealKey.generate()
    request = Pair(
        code=ticket.code,
        kiosk_name=kiosk_name,
        seal_key=seal_key.public,
        proof=seal_key.prove(ticket.code, curve.public),
    )
    paired = _ask(ticket, curve, request, time.monotonic() + timeout_s)
    identity = Identity(
        kiosk=paired.kiosk,
        name=paired.kiosk_name,
        centre=paired.centre,
        host=ticket.host,
        events_port=paired.events_port,
        evidence_port=paired.evidence_port,
        server_key=ticket.server_key,
        curve=curve,
        seal_key=seal_key,
        pulls_port=paired.pulls_port,
        others=tuple(others),
    )
    save_identity(directory, identity)
    return identity


def _ask(ticket: Ticket, curve: CurveKeys, request: Pair, deadline: float) -> Paired:
    """Ask until there is an answer: asking again with the same keys is harmless."""
    endpoint = f"tcp://{ticket.host}:{ticket.port}"
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    connection = Connection(context, endpoint, ticket.server_key, curve)
    asked = 0.0
    try:
        while (now := time.monotonic()) < deadline and not connection.refused:
            connection.follow()
            if now - asked > _ASK_AGAIN_S and connection.send(request):
                asked = now
            for message in connection.messages():
                if isinstance(message, Refused):
                    raise PairingError(f"{message.problem}; {message.remedy}")
                if isinstance(message, Paired):
                    return message
            zmq.select([connection.socket, connection.monitor], [], [], 0.1)
        trouble = connection.trouble or unreachable(endpoint)
        raise PairingError(f"{trouble.problem}; {trouble.remedy}")
    finally:
        connection.close()
        context.term()
