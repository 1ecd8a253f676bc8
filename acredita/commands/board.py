"""`acredita board`: the printable calibration board."""

from pathlib import Path
from typing import Annotated

import typer


def board(
    out: Annotated[Path, typer.Option(help="The PDF to write.")] = Path("board.pdf"),
) -> None:
    """Write the standard calibration board as an A4 PDF at exact size."""
    from hardware import write_board

    write_board(out)
    typer.echo(f"{out}: print it on A4 at 100 % (no 'fit to page'), then measure the bar: 100 mm.")
