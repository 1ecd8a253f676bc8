"""A candidate's code: the one thing that names a person on a kiosk and in the log.

Server and kiosk both give codes out, so both take them from here. Written in threes: ABC-DEF.
"""

import secrets

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0 and O, 1 and I, which people mix up."""

SIGNS = 6
"""Of a code the server gives out: it knows all others, and a typing error belongs to nobody."""

KIOSK_SIGNS = 9
"""Of a code a kiosk gives out alone, which cannot ask who has it: among a million such codes two
are alike with a probability of 1.4 %, with six signs it would be certain."""

_GROUP = 3
_LONGEST_TYPED = 20


def new_candidate_code(signs: int = SIGNS) -> str:
    """A code at random; whoever gives it out makes sure, as far as they can, that it is free."""
    return written_code("".join(secrets.choice(ALPHABET) for _ in range(signs)))


def written_code(signs: str) -> str:
    """Signs as people write them: in threes with a dash between, as far as there are any."""
    return "-".join(signs[at : at + _GROUP] for at in range(0, len(signs), _GROUP))


def read_candidate_code(text: str) -> str | None:
    """The code in a typed or scanned text (small letters, spaces, no dash); None for any other."""
    if len(text) > _LONGEST_TYPED:
        return None
    signs = "".join(sign for sign in text.upper() if sign not in "- \t\r\n")
    if len(signs) not in (SIGNS, KIOSK_SIGNS) or any(sign not in ALPHABET for sign in signs):
        return None
    return written_code(signs)
