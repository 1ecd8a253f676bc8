"""What can go wrong in this room. Every message says what to do next."""


class ServerError(Exception):
    """Base of every error this room raises."""


class RefusedError(ServerError):
    """An act the rules do not allow; `reason` is the key of its text in every language."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
