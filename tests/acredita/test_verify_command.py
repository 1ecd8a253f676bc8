"""`acredita verify`: one certificate, a CSV of them, and lists that must not go back in time."""

import csv
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import structlog
from typer.testing import CliRunner, Result

sys.path.insert(0, str(Path(__file__).parents[1] / "certificates"))

from certificate_world import (
    KEYS,
    SUSPENDED_PLACE,
    TITLES,
    WITHDRAWN_PLACE,
    build_world,
    changed,
    publish,
)

from acredita.cli import app
from acredita.commands.seen_lists import newest_seen
from certificates import (
    Keyset,
    KeysetContent,
    build_keyset,
    issue,
    load_keyset,
    load_status,
    next_content,
    qr_png,
)

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def keyset() -> Keyset:
    """The world of the vectors, with keys in force on the real clock."""
    year = {
        "valid_from": (NOW - timedelta(days=30)).isoformat(),
        "valid_until": (NOW + timedelta(days=365)).isoformat(),
    }
    world = build_world()
    content: KeysetContent = next_content(
        world, issued_at=NOW, valid_until=NOW + timedelta(days=90)
    )
    keys = [msgspec.structs.replace(one, ended_from=None, **year) for one in world.keys]
    return load_keyset(build_keyset(KEYS["root"], msgspec.structs.replace(content, keys=keys)))


def link(
    keyset: Keyset,
    place: int = 40123,
    name: str = "María José Hernández Pérez",
    **fields: Any,
) -> str:
    record = changed(
        **fields,
        issued_at=(NOW - timedelta(days=2)).isoformat(),
        expires_at=(NOW + timedelta(days=900)).isoformat(),
        assessed_on="",
        status_index=place,
        holder_name=name,
    )
    return issue(record, KEYS["issuing"], keyset).qr_text


@pytest.fixture
def titled(keyset: Keyset, desk: Path) -> Keyset:
    """The same world with titles in its keyset, which lies in the folder."""
    content = next_content(keyset, issued_at=NOW, valid_until=NOW + timedelta(days=90))
    raw = build_keyset(KEYS["root"], msgspec.structs.replace(content, schemes=TITLES))
    (desk / "keyset.json").write_bytes(raw)
    (desk / "list.json").write_bytes(publish(load_keyset(raw), NOW).bundle())
    return load_keyset(raw)


@pytest.fixture
def desk(keyset: Keyset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the keyset and today's list."""
    monkeypatch.setenv("ACREDITA_DATA_DIR", str(tmp_path))
    (tmp_path / "keyset.json").write_bytes(keyset.raw)
    (tmp_path / "list.json").write_bytes(publish(keyset, NOW).bundle())
    return tmp_path


def run(desk: Path, *words: object) -> Result:
    given = ["verify", *map(str, words), "--status", str(desk / "list.json")]
    made = CliRunner().invoke(app, given)
    structlog.reset_defaults()
    return made


def batch(desk: Path, text: str) -> tuple[list[dict[str, str]], Result]:
    (desk / "people.csv").write_text(text, encoding="utf-8")
    made = run(desk, "--batch", desk / "people.csv", "--out", desk / "checked.csv")
    if not (desk / "checked.csv").exists():
        return [], made
    with (desk / "checked.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file)), made


def test_one_valid_certificate_ends_with_zero(desk: Path, keyset: Keyset) -> None:
    made = run(desk, link(keyset))
    assert made.exit_code == 0
    assert made.output.startswith("valid  ok")


def test_every_row_gets_its_answer_beside_its_own_columns(desk: Path, keyset: Keyset) -> None:
    (desk / "photo.png").write_bytes(qr_png(link(keyset)))
    good = link(keyset)
    rows, made = batch(
        desk,
        f"nombre;certificate\nAna;{good}\nBeto;{link(keyset, SUSPENDED_PLACE)}\n"
        f"Carla;{link(keyset, WITHDRAWN_PLACE)}\nDora;{good[:-1]}\nEva;photo.png\nFito;\n",
    )
    assert made.exit_code == 1
    assert [row["nombre"] for row in rows] == ["Ana", "Beto", "Carla", "Dora", "Eva", "Fito"]
    assert [row["verified_state"] for row in rows] == [
        "valid", "suspended", "withdrawn", "not_a_certificate", "valid", "not_a_certificate",
    ]  # fmt: skip
    assert rows[0]["verified_holder_name"] == "María José Hernández Pérez"
    assert rows[3]["verified_holder_name"] == ""


def test_all_valid_ends_with_zero(desk: Path, keyset: Keyset) -> None:
    rows, made = batch(desk, f"certificate,n\n{link(keyset)},1\n")
    assert made.exit_code == 0
    assert rows[0]["verified_reason"] == "ok"


def test_a_name_is_never_a_formula(desk: Path, keyset: Keyset) -> None:
    rows, _ = batch(desk, f"certificate\n{link(keyset, name='=1+1')}\n")
    assert rows[0]["verified_holder_name"] == "'=1+1"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no column"),
        ("nombre\nAna\n", "no column"),
        ("certificate\n", "no rows"),
        ('certificate\n"broken', "mend that row"),
    ],
)
def test_what_is_no_such_csv_is_refused(desk: Path, text: str, message: str) -> None:
    rows, made = batch(desk, text)
    assert message in str(made.exception)
    assert rows == []


def test_one_certificate_or_a_file_of_them(desk: Path) -> None:
    assert "Name one certificate" in str(run(desk).exception)


def test_a_list_older_than_one_seen_is_not_believed(desk: Path, keyset: Keyset) -> None:
    today = load_status([publish(keyset, NOW).token], keyset)
    old = load_status([publish(keyset, NOW - timedelta(days=1)).token], keyset)
    future = load_status([publish(keyset, NOW + timedelta(days=1)).token], keyset)
    assert newest_seen(old, keyset, now=NOW).lists
    assert newest_seen(today, keyset, now=NOW).lists
    assert newest_seen(future, keyset, now=NOW).lists
    assert newest_seen(today, keyset, now=NOW).lists
    assert newest_seen(old, keyset, now=NOW).look_up(1, 9, NOW).reason == "status_missing"


def test_the_competency_is_told_in_the_language_asked_for(desk: Path, titled: Keyset) -> None:
    words = TITLES["mesa-1"]
    code = link(titled, competency=words.title.es, level=words.level.es)
    assert f"competency: {words.title.es}" in run(desk, code).output
    assert f"competency: {words.title.fr}" in run(desk, code, "--language", "fr").output
    assert "none of es, en, fr" in str(run(desk, code, "--language", "de").exception)
    (desk / "many.csv").write_text(f"certificate\n{code}\n")
    batch = run(desk, "--batch", desk / "many.csv", "--language", "en").output
    assert words.title.en in batch
