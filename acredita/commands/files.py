"""Files the commands read and write: results whole or not at all."""

import json
import os
import tempfile
from pathlib import Path

from acredita.errors import AcreditaError


def read_file(path: Path) -> bytes:
    """The bytes of a file that was named; raises AcreditaError."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise AcreditaError(f"{path} cannot be read ({error.strerror}); check the name.") from error


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` to `path` so that a reader never sees half of it.

    Raises AcreditaError when the folder cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as part:
                part.write(data)
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise AcreditaError(
            f"{path} cannot be written ({error.strerror}); choose another folder or free space."
        ) from error


def write_json(path: Path, value: object) -> None:
    """Write `value` as readable JSON, whole or not at all."""
    write_whole(path, (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode())
