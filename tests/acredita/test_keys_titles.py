"""`acredita keys`: how schemes' titles come into a server's keyset, and never change there."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from typer.testing import Result

from assessor_server import Centre, Organisation, ServerFolder, create_server, key_renewal
from certificates import KeysetError, build_keyset, load_key, load_keyset, next_content
from certificates.keyset import Keyset
from scenarios import Scheme, load_scheme
from tests.acredita.keys_support import done, run

TABLE, WALL = load_scheme("table_service"), load_scheme("bricklaying")


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("founded")
    create_server(
        directory,
        organisation=Organisation("infop", "Instituto"),
        centres=[Centre("zacatecoluca", "Zacatecoluca")],
        base_url="https://certificados.example",
        schemes=[TABLE],
    )
    return directory


@pytest.fixture
def site(founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of a server's folder in `site`."""
    monkeypatch.setenv("ACREDITA_DATA_DIR", str(tmp_path / "site"))
    shutil.copytree(founded, tmp_path / "site")
    return tmp_path


def keyset_of(site: Path) -> Keyset:
    return load_keyset(ServerFolder(site / "site").keyset.read_bytes())


def sign(site: Path, *requests: Path) -> Result:
    folder = ServerFolder(site / "site")
    key, phrase = folder.offline / "root.key", folder.offline / "root.phrase"
    return run(
        "sign", *requests, "--keyset", folder.keyset, "--yes", "--out", site / "next.json",
        "--root", key, "--phrase-file", phrase,
    )  # fmt: skip


def resign(site: Path, **fields: object) -> bytes:
    """The server's keyset as its root signs it with other fields, past the ceremony."""
    offline = ServerFolder(site / "site").offline
    root = load_key(offline / "root.key", (offline / "root.phrase").read_text().strip().encode())
    now = datetime.now(UTC)
    content = next_content(keyset_of(site), issued_at=now, valid_until=now + timedelta(days=366))
    return build_keyset(root, msgspec.structs.replace(content, **fields))


def with_other_title(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody edits the scheme's file."""
    words = msgspec.structs.replace(TABLE.title, es="Jefatura de sala")
    edited: Scheme = msgspec.structs.replace(TABLE, title=words)
    monkeypatch.setattr(key_renewal, "find_schemes", lambda: [edited, WALL])


def test_a_new_server_has_the_titles_of_its_schemes(site: Path) -> None:
    told = keyset_of(site).schemes["table-service"]
    assert told.title.told() == msgspec.to_builtins(TABLE.title)
    assert told.level.told() == msgspec.to_builtins(TABLE.level)
    assert TABLE.title.fr in done("show", ServerFolder(site / "site").keyset)


def test_a_server_of_before_titles_gets_them_with_its_next_keys(site: Path) -> None:
    ServerFolder(site / "site").keyset.write_bytes(resign(site, schemes={}))
    assert keyset_of(site).schemes == {}
    done("request", "--renew", "--out", site / "ask.json")
    assert TABLE.title.es in sign(site, site / "ask.json").output
    done("install", site / "next.json")
    assert set(keyset_of(site).schemes) == {"table-service"}


def test_a_new_scheme_brings_its_title_along(site: Path) -> None:
    done("request", "--centre", "zacatecoluca", "--scheme", "bricklaying", "--out", site / "a.json")
    assert sign(site, site / "a.json").exit_code == 0
    done("install", site / "next.json")
    assert set(keyset_of(site).schemes) == {"table-service", "bricklaying"}


def test_a_scheme_nobody_knows_gets_no_key(site: Path) -> None:
    made = run(
        "request", "--centre", "zacatecoluca", "--scheme", "welding", "--out", site / "a.json"
    )
    assert "'welding' has no title here" in str(made.exception)
    assert not (site / "a.json").exists()


def test_a_server_without_titles_may_ask_for_a_scheme_it_does_not_know(site: Path) -> None:
    ServerFolder(site / "site").keyset.write_bytes(resign(site, schemes={}))
    done("request", "--centre", "zacatecoluca", "--scheme", "welding", "--out", site / "a.json")
    assert sign(site, site / "a.json").exit_code == 0
    assert load_keyset((site / "next.json").read_bytes()).schemes == {}


def test_an_edited_title_is_told_by_check_and_not_asked_for(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_other_title(monkeypatch)
    assert "“Jefatura de sala” is asked for" in run("check").output
    made = run("request", "--renew", "--out", site / "a.json")
    assert isinstance(made.exception, KeysetError)
    assert not (site / "a.json").exists()


def test_the_root_signs_no_request_that_changes_a_title(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = ServerFolder(site / "site").keyset.read_bytes()
    ServerFolder(site / "site").keyset.write_bytes(resign(site, schemes={}))
    with_other_title(monkeypatch)
    done("request", "--renew", "--out", site / "a.json")
    ServerFolder(site / "site").keyset.write_bytes(signed)
    refused = sign(site, site / "a.json")
    assert "Give the changed scheme another code" in str(refused.exception)
    assert not (site / "next.json").exists()


def test_a_keyset_that_lost_or_changed_a_title_is_not_installed(site: Path) -> None:
    (site / "bare.json").write_bytes(resign(site, schemes={}))
    assert "lacks titles" in str(run("install", site / "bare.json").exception)
    told = keyset_of(site).schemes["table-service"]
    other = msgspec.structs.replace(told, level=told.title)
    (site / "other.json").write_bytes(resign(site, schemes={"table-service": other}))
    assert "another code" in str(run("install", site / "other.json").exception)
