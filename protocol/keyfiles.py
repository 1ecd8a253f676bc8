"""Secrets on disk: one small file each, readable by its owner only (mode 0600), written whole."""

import os
from pathlib import Path

from protocol.errors import ProtocolError


class KeyFileError(ProtocolError):
    """A key file that is missing, open to others, or already there."""


def write_secret(path: Path, text: str) -> None:
    """Write a secret durably; never replaces one. Raises KeyFileError when the file exists."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as problem:
        raise KeyFileError(
            f"{path} exists; move it away first if it is no longer used"
        ) from problem
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        handle.write(text + "\n")
        handle.flush()
        os.fsync(handle.fileno())
    sync_folder(path.parent)


def read_secret(path: Path) -> str:
    """Read a secret. Raises KeyFileError when it is missing or others may read it."""
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise KeyFileError(
            f"cannot read key {path}: {problem}; restore it or pair again"
        ) from problem
    if mode & 0o077:
        raise KeyFileError(f"others can read key {path}; run: chmod 600 {path}")
    return text.strip()


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable: a new file can be lost with its folder's entry."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
