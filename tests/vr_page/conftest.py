"""What the page's tests share: its parts from npm, once, and one Chromium."""

import fcntl
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

sys.path.insert(0, str(Path(__file__).parent))

from headset import WEB, chromium


@pytest.fixture(scope="session")
def web() -> Path:
    """The page's sources with what they are built from: `npm ci`, once for all processes."""
    installed = WEB / "node_modules" / ".package-lock.json"  # npm writes it last
    with (WEB / ".installing").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not installed.exists() or (
            installed.stat().st_mtime < (WEB / "package-lock.json").stat().st_mtime
        ):
            npm = shutil.which("npm")
            assert npm, "npm is missing; install it (Debian: apt install npm)."
            subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=WEB, check=True)
    return WEB


@pytest.fixture(scope="module")
def browser(web: Path) -> Iterator[Browser]:
    """Debian's Chromium, without a screen."""
    with chromium() as running:
        yield running
