"""Room: kiosk. Which page may speak: a token of one use, and a secret for coming back."""

import hmac
import secrets
from dataclasses import dataclass, field

from kiosk.vr.errors import RefusedError

TOKEN_BYTES = 16


def _secret() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


@dataclass
class Pairing:
    """One pairing: the token stands in the QR code, `again` only the paired page knows.

    A code is `taken` once its page has said more than hello: a page whose welcome was lost on the
    way has nothing to come back with.
    """

    token: str = field(default_factory=_secret)
    again: str = field(default_factory=_secret)
    taken: bool = False

    def admit(self, token: str, again: str) -> bool:
        """Let a page in; True when it is the page that was here before.

        Raises RefusedError for a wrong token and for a second page.
        """
        if not hmac.compare_digest(token.encode(), self.token.encode()):
            raise RefusedError("token", "this code is not valid", "scan the kiosk's square again")
        if not self.taken:
            return False
        if not again or not hmac.compare_digest(again.encode(), self.again.encode()):
            raise RefusedError(
                "taken", "another headset has this code", "ask at the kiosk for a new square"
            )
        return True

    def holds(self, token: str) -> bool:
        """Whether a request carries the token."""
        return hmac.compare_digest(token.encode(), self.token.encode())
