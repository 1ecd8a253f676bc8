"""What can go wrong in this room. Every message says what to do next."""


class ModelError(Exception):
    """Base of every error this room raises."""
