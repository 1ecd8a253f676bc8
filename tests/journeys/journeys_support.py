"""Whole-system runs: the demonstration in processes of its own, and what it leaves behind."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DEMO_WITHIN_S = 300


@dataclass(frozen=True)
class Demo:
    """A finished demonstration: its folder and what it printed."""

    folder: Path
    output: str

    @property
    def summary(self) -> dict[str, Any]:
        return json.loads((self.folder / "summary.json").read_text())


def acredita(*arguments: str | Path, within_s: float = 60) -> subprocess.CompletedProcess[str]:
    """Run the command line as a person would."""
    return subprocess.run(
        [sys.executable, "-m", "acredita", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=within_s,
        check=False,
    )


def run_demo(folder: Path, *arguments: str | Path) -> Demo:
    done = acredita("demo", "--dir", folder, *arguments, within_s=DEMO_WITHIN_S)
    assert done.returncode == 0, done.stdout + done.stderr
    return Demo(folder, done.stdout)
