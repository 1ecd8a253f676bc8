"""The units and scripts of deploy/: what they start exists, and shells can read them."""

import configparser
import shlex
import subprocess
from pathlib import Path

import pytest
import typer

from acredita.cli import app

ROOT = Path(__file__).parents[2]
UNITS = sorted((ROOT / "deploy").rglob("*.service"))
SCRIPTS = [
    path
    for folder in ("deploy", "setup")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.is_file() and path.read_bytes().startswith(b"#!")
]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_can_be_read_by_their_shell_and_run(script: Path) -> None:
    shell = "bash" if b"bash" in script.read_bytes().splitlines()[0] else "sh"
    subprocess.run([shell, "-n", str(script)], check=True)
    assert script.stat().st_mode & 0o111


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_what_a_unit_starts_exists(unit: Path) -> None:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.read(unit)
    command = shlex.split(parser["Service"]["ExecStart"])
    ours = [word for word in command if "acredita" in word]
    assert ours
    for word in ours:
        inside = word.replace("/opt/acredita/current/", "")
        placed = {"/usr/local/sbin/acredita-update": "deploy/kiosk/acredita-update"}
        inside = placed.get(word, inside)
        assert inside == "venv/bin/acredita" or (ROOT / inside).is_file()


def test_the_commands_that_units_and_scripts_use_exist() -> None:
    group = typer.main.get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    for words in (["kiosk", "run"], ["serve"], ["journal", "idle"], ["doctor"]):
        command: object = group
        for word in words:
            assert isinstance(command, typer.core.TyperGroup)
            command = command.commands[word]
