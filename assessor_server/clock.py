"""Reckoning with times as text (ISO 8601, UTC, milliseconds, Z); pure."""

from datetime import datetime, timedelta

from protocol.times import utc_text


def as_moment(text: str) -> datetime:
    """The moment a text names; raises ValueError."""
    return datetime.fromisoformat(text)


def later(text: str, **duration: float) -> str:
    """The text of a moment so much after another: `later(now, hours=8)`."""
    return utc_text(as_moment(text) + timedelta(**duration))
