"""kiosks.toml: what an administrator tells all kiosks. Reads that file and nothing else.

A file with a fault changes nothing: the last good one stays in force and the fault is logged.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import msgspec
import structlog

from protocol.bodies import Digest
from protocol.pulls import Configuration, Withdrawn

MAX_BYTES = 1024 * 1024

log = structlog.get_logger()


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The form of kiosks.toml."""

    kiosks: Configuration = Configuration()
    withdrawn_packs: list[Digest] = []


@dataclass(frozen=True)
class KioskSettings:
    """What kiosks are told."""

    configuration: Configuration
    withdrawn: Withdrawn


class KioskSettingsFile:
    """kiosks.toml, read again whenever it changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: tuple[int, int] | None = None
        self._settings = _settings(_File())

    def read(self) -> KioskSettings:
        """What it says now; what it said last when it cannot be read. Nothing without a file."""
        try:
            status = self._path.stat()
            seen = (status.st_mtime_ns, status.st_size)
            if seen != self._seen:
                self._seen = seen
                self._settings = _parse(self._path)
        except FileNotFoundError:
            self._seen, self._settings = None, _settings(_File())
        except (OSError, ValueError, msgspec.ValidationError) as problem:
            log.error("kiosk_settings.unreadable", path=str(self._path), problem=str(problem))
        return self._settings


def _parse(path: Path) -> KioskSettings:
    with path.open("rb") as handle:
        data = handle.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ValueError(f"it is larger than {MAX_BYTES} bytes")
    return _settings(msgspec.convert(tomllib.loads(data.decode()), _File))


def _settings(file: _File) -> KioskSettings:
    return KioskSettings(file.kiosks, Withdrawn(packs=sorted(set(file.withdrawn_packs))))
