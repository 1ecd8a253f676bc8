"""What can go wrong in this room. Every message says what to do next."""


class CertificateError(Exception):
    """Base of every error this room raises."""


class RecordError(CertificateError):
    """The certificate record says something that cannot be certified."""


class KeyFileError(CertificateError):
    """A private key file cannot be opened, or must not be used for this."""


class KeysetError(CertificateError):
    """A keyset is damaged, not signed by the pinned root, or contradicts itself."""


class StatusListError(CertificateError):
    """A status list is damaged, not signed by a status key, or of another deployment."""


class UnreadableError(CertificateError):
    """A payload, picture or paper holds nothing this room can decode."""
