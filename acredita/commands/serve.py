"""`acredita serve` and `acredita server …`: the assessor server, its people and its kiosks."""

import re
import signal
import threading
import unicodedata
from pathlib import Path
from typing import Annotated

import typer

from acredita.processes import Service, python_module
from acredita.settings import Settings, load_settings

app = typer.Typer(help="Accounts and pairing codes of the server.", no_args_is_help=True)
FIRST_PEOPLE = (
    ("coordinadora", "Coordinadora", ("coordinator",)),
    ("evaluadora", "Evaluadora", ("assessor",)),
    ("certificador", "Certificador", ("certifying_officer",)),
    ("auditora", "Auditora", ("auditor",)),
)


def serve() -> None:
    """Run the server (intake and web) until interrupted; the first time, make it."""
    settings = load_settings()
    if not (settings.data_dir / "server").exists():
        _create(settings)
    services = [intake_service(settings), web_service(settings)]
    if settings.evidence_url:
        services.append(mover_service(settings))
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    try:
        for service in services:
            service.start()
        typer.echo(f"The console is at {settings.base_url} – stop with Ctrl-C.")
        stopping.wait()
    finally:
        for service in reversed(services):
            service.stop()


@app.command()
def pair(name: Annotated[str, typer.Argument(help="A name for the new kiosk.")]) -> None:
    """Make a one-time pairing code for a new kiosk; valid once, for a day."""
    from assessor_server.enrolment import create_pairing_code, server_curve_keys
    from assessor_server.store import ServerFolder, open_store

    settings = load_settings()
    folder = ServerFolder(settings.data_dir)
    folder.require()
    engine = open_store(settings.data_dir)
    code = create_pairing_code(
        engine,
        slug(settings.centre),
        name,
        f"{settings.host}:{settings.pairing_port}",
        server_curve_keys(folder).public,
    )
    engine.dispose()
    typer.echo(code)
    typer.echo("On the kiosk: acredita kiosk pair 'CODE'")


@app.command()
def publish(folder: Annotated[Path, typer.Argument(help="A scenario pack's folder.")]) -> None:
    """Offer a scenario pack to all kiosks; they fetch it by themselves."""
    from assessor_server.publishing import publish_pack

    sheet = publish_pack(load_settings().data_dir, folder)
    typer.echo(f"{sheet.id} {sheet.version} is on offer; kiosks have it within minutes.")


@app.command()
def account(
    login: Annotated[str, typer.Argument(help="Log-in: small letters, digits, . _ -")],
    name: Annotated[str, typer.Argument(help="The person's name.")],
    role: Annotated[list[str], typer.Option(help="A role; may be given several times.")],
) -> None:
    """Add a person; the password is shown once, here."""
    from assessor_server import add_account

    password = add_account(load_settings().data_dir, login=login, name=name, roles=role)
    typer.echo(f"{login}  {password}")


def slug(name: str) -> str:
    """The id of a centre or organisation from its name: plain letters, digits, hyphens; 16 long."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:16].rstrip("-") or "centre"


def intake_service(settings: Settings) -> Service:
    """The intake as a watched process."""
    command = python_module(
        "assessor_server.intake", "--dir", settings.data_dir, "--host", settings.host,
        "--port", str(settings.intake_port), "--evidence-port", str(settings.evidence_port),
        "--pairing-port", str(settings.pairing_port), "--pulls-port", str(settings.pulls_port),
    )  # fmt: skip
    return Service("intake", command, settings.data_dir / "logs")


def web_service(settings: Settings) -> Service:
    """The web process as a watched process."""
    command = python_module(
        "assessor_server.web", "--dir", settings.data_dir, "--host", settings.host,
        "--port", str(settings.web_port), "--base-url", settings.base_url,
        "--metrics-port", str(settings.metrics_port),
        *(("--evidence-url", settings.evidence_url) if settings.evidence_url else ()),
    )  # fmt: skip
    return Service("web", command, settings.data_dir / "logs")


def mover_service(settings: Settings) -> Service:
    """The process that moves evidence to an S3-compatible store."""
    command = python_module(
        "assessor_server.evidence_mover", "--dir", settings.data_dir,
        "--evidence-url", settings.evidence_url,
    )  # fmt: skip
    return Service("evidence-mover", command, settings.data_dir / "logs")


def _create(settings: Settings) -> None:
    from assessor_server import Centre, Organisation, add_account, create_server

    create_server(
        settings.data_dir,
        organisation=Organisation(slug(settings.organisation), settings.organisation),
        centres=[Centre(slug(settings.centre), settings.centre)],
        base_url=settings.base_url,
    )
    typer.echo("A new server. Its first people, whose passwords are shown only now:")
    for login, name, roles in FIRST_PEOPLE:
        password = add_account(settings.data_dir, login=login, name=name, roles=roles)
        typer.echo(f"  {login:14} {password}  ({', '.join(roles)})")
    offline = Path(settings.data_dir) / "server" / "offline"
    typer.echo(f"Move {offline} (the root key) to a medium that stays offline.")
