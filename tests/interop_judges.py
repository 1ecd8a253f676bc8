"""Other people's verifiers from npm, installed once for all tests that ask them."""

import fcntl
import shutil
import subprocess
from pathlib import Path

INTEROP = Path(__file__).parent / "interop"


def install_judges() -> None:
    """`npm ci`, once, however many test processes ask for it, and again when the lock changes."""
    with (INTEROP / "package.json").open() as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        done, lock = INTEROP / "node_modules" / ".package-lock.json", INTEROP / "package-lock.json"
        if done.exists() and done.stat().st_mtime >= lock.stat().st_mtime:  # npm writes it last
            return
        npm = shutil.which("npm")
        assert npm, "npm is missing; install it (Debian: apt install npm)."
        subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=INTEROP, check=True)
