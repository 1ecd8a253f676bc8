"""`acredita attempt`: plays a stored attempt again, from its photos to its AI scores."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from acredita.commands.files import write_json
from acredita.settings import load_settings

if TYPE_CHECKING:
    from acredita.stored_attempts import StoredAttempt
    from kiosk.replay import CriterionReplay
    from scenarios import AIScore

app = typer.Typer(help="What became of an attempt.", no_args_is_help=True)


@app.callback()
def attempt() -> None:
    """What became of an attempt."""


@app.command()
def replay(
    attempt: Annotated[str, typer.Argument(help="Id of the attempt.")],
    directory: Annotated[
        Path | None, typer.Option("--dir", help="A kiosk's folder. [default: DATA_DIR/kiosk]")
    ] = None,
    server: Annotated[
        Path | None, typer.Option(help="A server's folder, to read it from its store.")
    ] = None,
    export: Annotated[
        Path | None, typer.Option(help="A file that `acredita journal export` printed.")
    ] = None,
    evidence: Annotated[
        Path | None, typer.Option(help="Folder of the export's evidence, beside it by default.")
    ] = None,
    pack: Annotated[
        Path | None, typer.Option(help="Folder of the pack, when this installation has it not.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--json", help="JSON file to write.")] = None,
) -> None:
    """Run an attempt's kept photos through its models again and compare every AI score.

    Exit code 0 only when all come out as recorded, to the last bit. Pack and models must be those
    of the attempt, by digest. With other processors or releases last bits may differ; such a
    difference is shown, never hidden.
    """
    from kiosk.replay import replay as play_again
    from scenarios import load_pack

    with _stored(attempt, directory, server, export, evidence) as stored:
        packs = [*stored.packs, *([load_pack(pack)] if pack is not None else [])]
        result = play_again(stored.events, stored.read, packs)
    for criterion in result.criteria:
        typer.echo(_line(criterion))
    if out is not None:
        write_json(out, {**msgspec.to_builtins(result), "same": result.same})
    verdict = "the same, to the last bit" if result.same else "NOT the same"
    typer.echo(
        f"{result.photos} photos, {len(result.criteria)} AI scores: {verdict}"
        f" (observations {'the same' if result.observations_same else 'differ'})."
    )
    raise typer.Exit(0 if result.same else 1)


def _stored(
    attempt: str,
    directory: Path | None,
    server: Path | None,
    export: Path | None,
    evidence: Path | None,
) -> AbstractContextManager["StoredAttempt"]:
    from acredita.stored_attempts import from_export, from_kiosk, from_server

    if sum(place is not None for place in (directory, server, export)) > 1:
        raise typer.BadParameter("give one of --dir, --server and --export")
    if export is not None:
        return from_export(export, evidence, attempt)
    if server is not None:
        return from_server(server, attempt, load_settings().evidence_url)
    return from_kiosk(directory or load_settings().data_dir / "kiosk", attempt)


def _line(criterion: "CriterionReplay") -> str:
    """One criterion: what was recorded, and what came out when it is something else."""
    shown = [_said(score) for score in (criterion.recorded, criterion.replayed)]
    if criterion.same:
        return f"same    {criterion.criterion:24} {shown[0]}"
    return f"DIFFERS {criterion.criterion:24} {shown[0]} → {shown[1]}"


def _said(score: "AIScore | None") -> str:
    """A score in a few words."""
    if score is None:
        return "none"
    if score.value is None:
        return score.reason or "no value"
    return f"{score.value} ± {score.U} {score.unit} {score.band or score.reason or ''}".rstrip()
