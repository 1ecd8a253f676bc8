"""Room: kiosk. What keeps the kiosk from its server, in words for people and a code for programs.

Touches nothing.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Trouble:
    """What is wrong with sending, what a person can do about it, and its name for programs."""

    problem: str
    remedy: str
    code: str


def unreachable(endpoint: str) -> Trouble:
    """No answer at all."""
    return Trouble(
        f"the server at {endpoint} does not answer",
        "check the network cable or Wi-Fi; nothing is lost, sending goes on by itself",
        "unreachable",
    )


def bad_line(endpoint: str) -> Trouble:
    """Something answers, but what arrives is cut off, late or changed on the way."""
    return Trouble(
        f"the line to the server at {endpoint} is bad, trying again",
        "nothing is lost; if it stays so, check the cable, the Wi-Fi and the server's address",
        "bad_line",
    )


WRONG_SERVER = Trouble(
    "what answers at the server's address has another key than the server this kiosk knows",
    "check the address; if the server was set up anew, pair this kiosk again",
    "another_key",
)
NOT_LET_IN = Trouble(
    "the server does not let this kiosk in: its key is unknown or was revoked",
    "ask the coordinator for a new pairing code and pair this kiosk again; nothing is lost",
    "not_let_in",
)
STARTED_AGAIN = Trouble(
    "sending stopped and is started again",
    "nothing is lost, it goes on by itself; if it stays so, call support",
    "restarting",
)


def journal_unusable(problem: str) -> Trouble:
    """The journal cannot be read or written."""
    return Trouble(problem, "call support; do not switch off", "journal")
