"""Room: kiosk. What the ruler said: a table that the command writes and a person fills in.

One row a photo. An empty cell has the value of the row above in the same laying, so the truth is
typed once for each time the work was laid. Any spreadsheet may save it: commas, semicolons or tabs
between the cells, points or commas in the numbers.
"""

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from kiosk.errors import KioskError

PHOTO, LAYING, BAR = "photo", "laying", "bar_mm"
LARGEST_BYTES = 1_000_000


class TruthError(KioskError):
    """The table of true values is missing something; the message names row and column."""


@dataclass(frozen=True)
class TruthRow:
    """What is true of one photo: which laying it shows, and each measure's value by the ruler.

    `bar_mm` is the board's 100 mm bar as measured. A measure that nobody measured is left out.
    """

    photo: str
    laying: str
    bar_mm: float | None = None
    values: dict[str, float] = field(default_factory=dict)


def write_truth(path: Path, rows: Sequence[TruthRow], measures: Sequence[str]) -> None:
    """Write the table, values known so far filled in, the others empty for a person to type."""
    text = StringIO()
    table = csv.writer(text, delimiter=";", lineterminator="\r\n")
    table.writerow([PHOTO, LAYING, BAR, *measures])
    for row in rows:
        values = [_cell(row.values.get(name)) for name in measures]
        table.writerow([row.photo, row.laying, _cell(row.bar_mm), *values])
    # A spreadsheet takes a file with this mark for UTF-8.
    path.write_bytes(text.getvalue().encode("utf-8-sig"))


def read_truth(path: Path, measures: Sequence[str]) -> list[TruthRow]:
    """Read the filled-in table. Raises TruthError naming the row and column to mend."""
    try:
        data = path.read_bytes()
    except OSError as problem:
        raise TruthError(
            f"{path} cannot be read ({problem.strerror}): run the command once to have it written"
        ) from problem
    if len(data) > LARGEST_BYTES:
        raise TruthError(f"{path} is too large for a table of photos: give the one written here")
    text = data.decode("utf-8-sig", errors="replace")
    lines = [line for line in text.splitlines() if line.strip(";,\t \0")]
    if not lines:
        raise TruthError(f"{path} is empty: delete it and run the command again")
    mark = max(";\t,", key=lines[0].count)
    try:
        table = list(csv.reader(lines, delimiter=mark))
    except csv.Error as problem:
        raise TruthError(f"{path} is not a table ({problem}): save it as CSV") from problem
    return _rows(path, [[cell.strip() for cell in row] for row in table], measures)


def _rows(path: Path, table: Sequence[Sequence[str]], measures: Sequence[str]) -> list[TruthRow]:
    heads = [head.lower() for head in table[0]]
    for wanted in (PHOTO, LAYING):
        if wanted not in heads:
            raise TruthError(f"{path} has no column {wanted!r}: keep the first row as it was")
    unknown = [head for head in heads if head and head not in (PHOTO, LAYING, BAR, *measures)]
    if unknown:
        raise TruthError(f"{path} has an unknown column {unknown[0]!r}: keep the first row")
    rows: list[TruthRow] = []
    last: dict[str, dict[str, float]] = {}
    for number, cells in enumerate(table[1:], 2):
        row = dict(zip(heads, cells, strict=False))
        laying = row.get(LAYING, "") or (rows[-1].laying if rows else "1")
        if not row.get(PHOTO):
            raise TruthError(f"{path}, row {number}: there is no photo's name")
        typed = {
            name: _number(path, number, name, row[name])
            for name in (BAR, *measures)
            if row.get(name)
        }
        known = last.setdefault(laying, {})
        known.update(typed)
        values = {name: known[name] for name in measures if name in known}
        bar = known.get(BAR, rows[-1].bar_mm if rows else None)
        rows.append(TruthRow(row[PHOTO], laying, bar, values))
    return rows


def _number(path: Path, row: int, column: str, text: str) -> float:
    plain = text.replace("\u00a0", "").replace(" ", "").removesuffix("mm").removesuffix("°")
    try:
        value = float(plain.replace(",", "."))
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or abs(value) > 1e5:
        raise TruthError(
            f"{path}, row {row}, {column}: {text!r} is not a number: type it like 20.5"
        )
    return value


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
