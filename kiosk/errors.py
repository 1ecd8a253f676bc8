"""What can go wrong in this room. Every message says what to do next."""


class KioskError(Exception):
    """Base of every error this room raises."""
