"""`acredita certificate` at a server: a ceremony's papers, and an authority's signature."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from office_support import Office
from typer.testing import CliRunner

from acredita.cli import app
from assessor_server.issuer import Issuer
from certificates.document_key import create_document_key


@pytest.fixture
def number(office: Office) -> str:
    attempt = office.attempt()
    office.browser("ana").rate_fully(attempt)
    return office.browser("oscar").decide(attempt).headers["location"].rpartition("/")[2]


def run(*arguments: str) -> tuple[int, str]:
    told = CliRunner().invoke(app, ["certificate", *arguments])
    return told.exit_code, f"{told.output} {told.exception or ''}"


def test_a_ceremonys_papers_are_written_to_a_file(
    office: Office, number: str, tmp_path: Path
) -> None:
    out, where = tmp_path / "out.pdf", str(office.directory)
    for chosen in (["--number", number], ["--since", "2020-01-01", "--form", "cards"]):
        assert run("print", str(out), *chosen, "--dir", where)[0] == 0
        assert out.read_bytes().startswith(b"%PDF-1.7")
        out.unlink()


@pytest.mark.parametrize("chosen", [[], ["--since", "2099-01-01"], ["--number", "NONE"]])
def test_nothing_to_print_leaves_no_file(
    chosen: list[str], office: Office, number: str, tmp_path: Path
) -> None:
    assert number
    out = tmp_path / "out.pdf"
    code, told = run("print", str(out), *chosen, "--dir", str(office.directory))
    assert code != 0
    assert told.strip()
    assert not out.exists()


def test_an_authoritys_certificate_signs_from_then_on(office: Office, tmp_path: Path) -> None:
    given, password = tmp_path / "authority.p12", tmp_path / "password"
    told = {"organisation": "Autoridad", "host": "x.example", "now": datetime.now(UTC)}
    create_document_key(given, b"\x12", **told)
    password.write_text("12\n")
    where = str(office.directory)
    assert run("sign-with", str(given), "--password-file", str(password), "--dir", where)[0] == 0
    console = office.console
    key = Issuer.open(console.issuer.folder, console.vault).document_key()
    assert "Autoridad" in repr(key)
