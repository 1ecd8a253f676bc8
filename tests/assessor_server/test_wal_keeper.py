"""The write-ahead log is folded in beside the commits, and whole at the end."""

import sqlite3
from pathlib import Path

import pytest

from assessor_server.intake import wal_keeper
from assessor_server.intake.metrics import Metrics
from assessor_server.intake.wal_keeper import WalKeeper, fold_in, wal_of


class Book:
    """A database whose log only the keeper folds in."""

    def __init__(self, folder: Path) -> None:
        self.database = folder / "book.db"
        self.metrics = Metrics()
        self.keeper = WalKeeper(self.database, self.metrics)
        self.writer = self.open()
        self.writer.execute("PRAGMA journal_mode=WAL")
        self.writer.execute("PRAGMA wal_autocheckpoint=0")
        self.writer.execute("CREATE TABLE page (body BLOB)")

    def open(self) -> sqlite3.Connection:
        return sqlite3.connect(self.database, isolation_level=None)

    def write(self, megabytes: int) -> None:
        for _ in range(megabytes):
            self.writer.execute("INSERT INTO page VALUES (zeroblob(1048576))")

    def log_bytes(self) -> int:
        return wal_of(self.database).stat().st_size

    def checkpoints(self) -> dict[str, float]:
        return {
            label: value
            for name, label, value in self.metrics.picture().counters
            if name == "checkpoints"
        }


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Book:
    monkeypatch.setattr(wal_keeper, "PASSIVE_BYTES", 2 * 1024 * 1024)
    monkeypatch.setattr(wal_keeper, "TRUNCATE_BYTES", 6 * 1024 * 1024)
    monkeypatch.setattr(wal_keeper, "_BUSY_MS", 50)
    return Book(tmp_path)


def test_a_small_log_is_left_alone(book: Book) -> None:
    book.write(1)
    book.keeper.look()
    assert book.checkpoints() == {}


def test_a_grown_log_is_folded_in_without_stopping_writers(book: Book) -> None:
    book.write(3)
    book.keeper.look()
    grown = book.log_bytes()
    book.write(1)  # goes into the log's beginning again
    assert book.log_bytes() == grown
    assert book.checkpoints() == {"passive": 1}


def test_a_log_over_the_limit_is_emptied(book: Book) -> None:
    book.write(8)
    book.keeper.look()
    assert book.log_bytes() == 0
    assert book.checkpoints() == {"passive": 1, "truncate": 1}


def test_a_long_reader_is_named_once_and_the_log_emptied_when_it_ends(
    book: Book, capfd: pytest.CaptureFixture[str]
) -> None:
    book.write(1)
    reader = book.open()
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM page").fetchone()
    book.write(8)
    book.keeper.look()
    book.keeper.look()
    captured = capfd.readouterr()
    assert (captured.out + captured.err).count("wal.still_large") == 1
    reader.execute("COMMIT")
    book.keeper.look()
    assert book.log_bytes() == 0


def test_the_end_folds_everything_in(book: Book) -> None:
    book.write(1)
    fold_in(book.database)
    assert book.log_bytes() == 0
