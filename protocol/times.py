"""Times as they are written in events and messages: ISO 8601, UTC, milliseconds, with a Z."""

from datetime import UTC, datetime

TIME_PATTERN = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z\Z"


def utc_text(moment: datetime | None = None) -> str:
    """Write a moment (now when None) as ``2026-11-22T17:42:04.123Z``."""
    moment = datetime.now(UTC) if moment is None else moment.astimezone(UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
