"""How the command line says that something went wrong: one line, with the remedy."""

import typer

from acredita.errors import AcreditaError


def own_errors() -> tuple[type[Exception], ...]:
    """Return the base of every room's errors; imported late, since rooms are heavy."""
    from assessor_server.errors import ServerError
    from certificates.errors import CertificateError
    from hardware.errors import HardwareError
    from kiosk.errors import KioskError
    from models.errors import ModelError
    from protocol.errors import ProtocolError
    from scenarios.errors import ScenarioError

    return (
        AcreditaError,
        ServerError,
        CertificateError,
        HardwareError,
        KioskError,
        ModelError,
        ProtocolError,
        ScenarioError,
    )


def explain(error: Exception) -> None:
    """Print an error of our own to standard error as one line."""
    typer.secho(f"acredita: {error}", fg=typer.colors.RED, err=True)
