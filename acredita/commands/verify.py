"""`acredita verify`: what an employer's check says about a certificate, or about a file of them."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import httpx
import structlog
import typer

from acredita.commands.files import read_file
from acredita.errors import AcreditaError
from acredita.settings import load_settings

if TYPE_CHECKING:
    from certificates import Verdict
    from certificates.keyset import Keyset
    from certificates.status_lookup import StatusLists

log = structlog.get_logger()

FETCH_TIMEOUT_S = 5.0
MOST_STATUS_BYTES = 262_144


def verify(
    certificate: Annotated[
        str, typer.Argument(help="A file (JSON, PDF, picture) or a QR's text.")
    ] = "",
    keyset: Annotated[
        Path | None, typer.Option(help="The issuer's keyset. [default: DATA_DIR/keyset.json]")
    ] = None,
    status: Annotated[Path | None, typer.Option(help="A status list of the issuer.")] = None,
    offline: Annotated[
        bool, typer.Option("--offline", help="Fetch nothing; without --status: not checked.")
    ] = False,
    batch: Annotated[
        Path | None, typer.Option(help="A CSV file with a column `certificate`.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="With --batch: the CSV to write. [default: output]")
    ] = None,
    language: Annotated[
        str, typer.Option(help="Of the competency, where the keyset has it: es, en or fr.")
    ] = "es",
) -> None:
    """Say whether a certificate is good: one state and a reason code. Exit code 0 only for valid.

    The keyset is what you trust: it is read from a file, never from the address that a
    certificate names itself. With --batch, each row gets its answer, and the exit code is 0 only
    when all are valid.
    """
    from certificates.keyset import load_keyset
    from certificates.record import LANGUAGES
    from certificates.verify import verify_input

    if language not in LANGUAGES:
        raise AcreditaError(f"'{language}' is none of {', '.join(LANGUAGES)}.")
    if bool(certificate) == (batch is not None):
        raise AcreditaError("Name one certificate, or a CSV file with --batch.")
    trusted = keyset or load_settings().data_dir / "keyset.json"
    known = load_keyset(read_file(trusted)) if keyset or trusted.exists() else None
    lists = None if known is None else _status_lists(known, status, offline=offline)
    if batch is not None:
        from acredita.commands.verify_batch import verify_batch

        raise typer.Exit(0 if verify_batch(batch, out, known, lists, language) else 1)
    verdict = verify_input(certificate, known, lists, language=language)
    _tell(verdict)
    raise typer.Exit(0 if verdict.ok else 1)


def _tell(verdict: "Verdict") -> None:
    typer.echo(f"{verdict.state.value}  {verdict.reason}")
    about = (
        ("holder", verdict.holder_name),
        ("competency", verdict.competency),
        ("issued by", verdict.organisation_name),
        ("endorsed by", verdict.endorsed_by),
        ("centre", verdict.centre_name),
        ("issued", verdict.issued_at),
        ("expires", verdict.expires_at),
        ("status as of", verdict.status_checked_at),
    )
    for label, value in about:
        if value:
            typer.echo(f"  {label}: {value}")
    if verdict.reason == "keyset_missing":
        typer.echo("  Name the issuer's keyset with --keyset FILE (it is served at /keyset.json).")


def _status_lists(keyset: "Keyset", given: Path | None, *, offline: bool) -> "StatusLists | None":
    """Load the status list that was given, or fetch those of the trusted keyset."""
    from acredita.commands.seen_lists import newest_seen
    from certificates.status_lookup import load_status

    if given is not None:
        return load_status([read_file(given)], keyset)
    if offline:
        return None
    fetched = list(_fetch(lists.token for lists in keyset.status_lists.values()))
    if not fetched:
        return None
    return newest_seen(load_status(fetched, keyset), keyset, now=datetime.now(UTC))


def _fetch(addresses: Iterable[str]) -> Iterable[bytes]:
    """Yield what can be fetched; what cannot is logged and leaves the answer "not checked"."""
    with httpx.Client(timeout=FETCH_TIMEOUT_S, follow_redirects=False) as client:
        for address in addresses:
            try:
                answer = client.get(address)
                answer.raise_for_status()
            except httpx.HTTPError as error:
                log.warning("status.not_fetched", address=address, problem=str(error))
                continue
            if len(answer.content) <= MOST_STATUS_BYTES:
                yield answer.content
