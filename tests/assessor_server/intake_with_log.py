"""An intake whose log goes into a file beside its folder, to count what it says."""

import os
from pathlib import Path

from assessor_server.intake.__main__ import main


def log_of(directory: Path) -> Path:
    """Where the log of the intake over this folder goes."""
    return directory / "intake.log"


def main_with_log(arguments: list[str]) -> int:
    """The intake's `main`, saying what it says into its log file."""
    directory = Path(arguments[arguments.index("--dir") + 1])
    log = os.open(log_of(directory), os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    os.dup2(log, 2)
    return main(arguments)
