"""A CSV of certificates in, the same CSV with an answer a row out: for people who hire many."""

import csv
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from acredita.commands.files import read_file, write_whole
from acredita.errors import AcreditaError

if TYPE_CHECKING:
    from certificates import Verdict
    from certificates.keyset import Keyset
    from certificates.status_lookup import StatusLists

COLUMN = "certificate"
ANSWERS = (
    "state", "reason", "holder_name", "competency", "level", "organisation_name", "centre_name",
    "assessed_on", "issued_at", "expires_at", "status_checked_at",
)  # fmt: skip
MOST_BYTES = 50_000_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def verify_batch(
    path: Path,
    out: Path | None,
    keyset: "Keyset | None",
    lists: "StatusLists | None",
    language: str = "es",
) -> bool:
    """Check every row; True when all are valid. Raises AcreditaError for what is no such CSV.

    A certificate is the QR's text or the name of a file, beside the CSV or by its whole path.
    """
    from certificates.verify import verify, verify_input

    written = io.StringIO(newline="")
    rows = _rows(path)
    first = next(rows, None)
    if first is None:
        raise AcreditaError(f"{path} has no rows; the first line names the columns.")
    writer = csv.DictWriter(
        written, [*first, *(f"verified_{name}" for name in ANSWERS)], extrasaction="ignore"
    )
    writer.writeheader()
    good = True
    for row in _with_first(first, rows):
        told = (row[COLUMN] or "").strip()
        beside = path.parent / told
        is_file = (
            bool(told) and len(told) < 255 and not told.startswith("http") and beside.is_file()
        )
        verdict = (verify_input if is_file else verify)(
            str(beside) if is_file else told, keyset, lists, language=language
        )
        good = good and verdict.ok
        writer.writerow({**row, **_answer(verdict)})
    text = written.getvalue().encode("utf-8-sig")  # so that spreadsheets see accents
    if out is None:
        sys.stdout.write(written.getvalue())
    else:
        write_whole(out, text)
    return good


def _rows(path: Path) -> Iterator[dict[str, str]]:
    data = read_file(path)
    if len(data) > MOST_BYTES:
        raise AcreditaError(f"{path} is larger than {MOST_BYTES:,} bytes; split it.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AcreditaError(f"{path} is not UTF-8; save it as “CSV UTF-8”.") from error
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        if COLUMN not in (reader.fieldnames or ()):
            raise AcreditaError(f"{path} has no column `{COLUMN}`; name it in the first line.")
        yield from reader
    except csv.Error as error:
        raise AcreditaError(f"{path}, line {reader.line_num}: {error}; mend that row.") from error


def _with_first(first: dict[str, str], rest: Iterator[dict[str, str]]) -> Iterator[dict[str, str]]:
    yield first
    yield from rest


def _answer(verdict: "Verdict") -> dict[str, str]:
    """The verdict's columns; a spreadsheet must not take one of them for a formula."""
    told = {name: str(getattr(verdict, name) or "") for name in ANSWERS}
    return {
        f"verified_{name}": f"'{value}" if value.startswith(_FORMULA) else value
        for name, value in told.items()
    }
