"""The command line: one file a verb under acredita/commands/."""

import os
import sys

import typer

from acredita import __version__
from acredita.commands import (
    assess,
    attempt,
    board,
    camera,
    certificate,
    demo,
    doctor,
    evidence,
    headset,
    journal,
    keys,
    kiosk,
    model,
    photograph,
    scenario,
    serve,
    verify,
)
from acredita.commands.failures import explain, own_errors
from acredita.logs import configure_logs
from acredita.settings_files import SETTINGS_FILES

app = typer.Typer(
    name="acredita",
    help="Prove a trade skill: measured tests, human decisions, certificates anyone can check.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("demo")(demo.demo)
app.command("assess")(assess.assess)
app.command("verify")(verify.verify)
app.command("doctor")(doctor.doctor)
app.command("board")(board.board)
app.command("photograph")(photograph.photograph)
app.add_typer(camera.app, name="camera")
app.add_typer(scenario.app, name="scenario")
app.add_typer(headset.app, name="headset")
app.add_typer(model.app, name="model")
app.add_typer(kiosk.app, name="kiosk")
app.add_typer(journal.app, name="journal")
app.add_typer(keys.app, name="keys")
app.add_typer(evidence.app, name="evidence")
app.add_typer(certificate.app, name="certificate")
app.add_typer(attempt.app, name="attempt")
app.command("serve")(serve.serve)
app.add_typer(serve.app, name="server")


@app.callback(invoke_without_command=True)
def root(
    version: bool = typer.Option(False, "--version", help="Show the version and leave."),
) -> None:
    """Prove a trade skill."""
    configure_logs(os.environ.get("ACREDITA_LOG_FORMAT", "text"))
    if version:
        typer.echo(f"acredita {__version__}")
        raise typer.Exit
    _use_own_models()


def _use_own_models() -> None:
    """Put a centre's models before ours. Settings are slow to load: only where somebody set any."""
    named = any(file.is_file() for file in SETTINGS_FILES)
    if "ACREDITA_MODELS_DIR" not in os.environ and not named:
        return
    from acredita.settings import load_settings

    folder = load_settings().models_dir
    if folder is not None:
        from models import use_models_from

        use_models_from(folder)


def main() -> None:
    """Run the command line; every error of our own becomes one clear line and exit code 1."""
    try:
        app()
    except own_errors() as error:  # evaluated only when something went wrong: starting stays fast
        explain(error)
        sys.exit(1)
