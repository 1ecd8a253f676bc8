"""Running other people's verifiers from npm, installed once."""

import fcntl
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

INTEROP = Path(__file__).parents[1] / "interop"


def install_judges() -> None:
    """`npm ci`, once, however many test processes ask for it."""
    with (INTEROP / "package.json").open() as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        installed = INTEROP / "node_modules" / ".package-lock.json"  # npm writes it last
        wanted = INTEROP / "package-lock.json"
        if installed.exists() and installed.stat().st_mtime >= wanted.stat().st_mtime:
            return
        npm = shutil.which("npm")
        assert npm, "npm is missing; install it (Debian: apt install npm)."
        subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=INTEROP, check=True)


def published(vectors: dict[str, Any]) -> dict[str, list[Any]]:
    """What a verifier must answer: state and reason, and what it shows where the case says that."""
    return {
        one["name"]: [one["state"], one["reason"], *([one["shows"]] if "shows" in one else [])]
        for one in vectors["cases"]
    }


def run_judge(script: str, question: object) -> Any:
    """What a script of tests/interop answers."""
    install_judges()
    node = shutil.which("node")
    assert node, "node is missing; install it (Debian: apt install nodejs)."
    made = subprocess.run(
        [node, script],
        cwd=INTEROP,
        input=json.dumps(question),
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    return json.loads(made.stdout)
