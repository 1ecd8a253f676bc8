"""`acredita keys` as a person types it."""

import structlog
from typer.testing import CliRunner, Result

from acredita.cli import app


def run(*words: object) -> Result:
    made = CliRunner().invoke(app, ["keys", *map(str, words)])
    structlog.reset_defaults()  # the runner has closed what logs were written to
    return made


def done(*words: object) -> str:
    made = run(*words)
    assert made.exit_code == 0, made.output + str(made.exception)
    return made.output
