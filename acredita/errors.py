"""What can go wrong while gluing the rooms together. Every message says what to do next."""


class AcreditaError(Exception):
    """Base of every error this room raises."""


class DemoError(AcreditaError):
    """The demonstration could not go on; the message says which part and what to do."""


class AuthoringError(AcreditaError):
    """A pack cannot be begun or shown; the message says what to do."""


class SettingsError(AcreditaError):
    """A setting in the environment or in acredita.toml cannot be used."""


class ProcessError(AcreditaError):
    """A process of the server did not get ready; the message holds the end of its log."""
