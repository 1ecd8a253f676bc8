"""Reference pages made from the code itself, so that they cannot lie: settings and command line."""

from collections.abc import Iterator
from typing import Any

import typer.main

from acredita.settings import Settings


def settings_page() -> str:
    """Return docs/reference/settings.md: every setting, its default and what it is for."""
    lines = [
        "# Settings",
        "",
        "Set in the environment or, by the name in the second column, in `acredita.toml`:",
        "that of the folder one works in, then `/etc/acredita/acredita.toml`.",
        "",
        "| environment | acredita.toml | default | what it is for |",
        "|---|---|---|---|",
    ]
    for name, field in Settings.model_fields.items():
        default = "(none)" if field.default is None else f"`{field.default}`"
        lines.append(f"| `ACREDITA_{name.upper()}` | `{name}` | {default} | {field.description} |")
    return "\n".join(lines) + "\n"


def commands_page() -> str:
    """Return docs/reference/commands.md: every command with its arguments and options."""
    from acredita.cli import app

    lines = ["# Commands", "", "Made from the code: `make docs`.", ""]
    for path, command in _commands(typer.main.get_command(app), ("acredita",)):
        lines += [f"## `{' '.join(path)}`", "", (command.help or "").strip(), ""]
        lines += [f"- {_describe(parameter)}" for parameter in command.params]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _commands(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    children: dict[str, Any] = getattr(command, "commands", {})
    if not children:
        yield path, command
    for name, child in sorted(children.items()):
        yield from _commands(child, (*path, name))


def _describe(parameter: Any) -> str:
    text = getattr(parameter, "help", None) or ""
    named = (
        ", ".join(parameter.opts) if parameter.opts[0].startswith("-") else parameter.name.upper()
    )
    return f"`{named}`: {text}".rstrip(": ")
