"""`acredita keys`: root, request, signature, installation, end; with a file and with a token."""

import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assessor_server import Centre, Organisation, ServerFolder, create_server
from assessor_server.issuer import Issuer
from assessor_server.vault import Vault
from certificates import load_keyset
from certificates.errors import CertificateError
from certificates.keys import public_half
from scenarios import load_scheme
from tests.acredita.keys_support import done, run

PHRASE = "an old horse and nine bricks"
SOFTHSM = Path("/usr/lib/softhsm/libsofthsm2.so")
BASE = "https://certificados.example"


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("founded")
    create_server(
        directory,
        organisation=Organisation("infop", "Instituto"),
        centres=[Centre("zacatecoluca", "Zacatecoluca")],
        base_url=BASE,
        schemes=[load_scheme("bricklaying"), load_scheme("table_service")],
    )
    return directory


@pytest.fixture
def site(founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of a server's folder in `site`, and the phrase for a new root in `phrase`."""
    monkeypatch.setenv("ACREDITA_DATA_DIR", str(tmp_path / "site"))
    shutil.copytree(founded, tmp_path / "site")
    (tmp_path / "phrase").write_text(PHRASE)
    return tmp_path


def old_root(site: Path) -> list[object]:
    offline = ServerFolder(site / "site").offline
    return ["--root", offline / "root.key", "--phrase-file", offline / "root.phrase"]


def test_renewed_keys_sign_once_the_root_has_signed_them(site: Path) -> None:
    folder = ServerFolder(site / "site")
    issuer = Issuer.open(folder, Vault.open(folder.master_key))
    before = issuer.issuing_key("zacatecoluca", "table-service").kid
    done("request", "--renew", "--out", site / "ask.json")
    assert issuer.issuing_key("zacatecoluca", "table-service").kid == before
    done("sign", site / "ask.json", "--keyset", folder.keyset, "--out", site / "new.json", "--yes",
         *old_root(site))  # fmt: skip
    done("install", site / "new.json")
    after = issuer.issuing_key("zacatecoluca", "table-service").kid
    assert after != before
    assert {before, after} <= set(issuer.keyset.by_kid)
    assert issuer.keyset.version == 2


def test_an_ended_key_is_not_used_any_more(site: Path) -> None:
    folder = ServerFolder(site / "site")
    issuer = Issuer.open(folder, Vault.open(folder.master_key))
    kid = issuer.issuing_key("zacatecoluca", "bricklaying").kid
    since = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
    done("end", folder.keyset, kid, "--from", since, "--out", site / "new.json", *old_root(site))
    done("install", site / "new.json")
    with pytest.raises(CertificateError, match="is in force"):
        issuer.issuing_key("zacatecoluca", "bricklaying")
    assert "ENDED" in done("show", folder.keyset)


def test_a_true_offline_root_replaces_the_first_one(site: Path) -> None:
    folder = ServerFolder(site / "site")
    root = done("root", site / "root.key", "--phrase-file", site / "phrase").strip()
    before = load_keyset(folder.keyset.read_bytes())
    new = ["--root", site / "root.key", "--phrase-file", site / "phrase"]
    done("sign", "--keyset", folder.keyset, "--take-over", "--out", site / "first.json", "--yes",
         *new)  # fmt: skip
    refused = run("install", site / "first.json")
    assert refused.exit_code != 0
    assert "another root" in str(refused.exception)
    done("install", site / "first.json", "--root", root)
    after = load_keyset(folder.keyset.read_bytes())
    assert (after.root, after.keys, after.version) == (root, before.keys, before.version + 1)
    unasked = run("sign", "--keyset", site / "site/server/keyset.json", "--out", site / "x.json",
                  "--yes", *old_root(site))  # fmt: skip
    assert "another root" in str(unasked.exception)


def test_a_token_signs_and_never_gives_its_key(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    util = shutil.which("softhsm2-util")
    assert util, "softhsm2 is missing; install it (Debian: apt install softhsm2)."
    (tmp_path / "tokens").mkdir()
    conf = tmp_path / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {tmp_path / 'tokens'}\nobjectstore.backend = file\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(conf))
    subprocess.run(
        [util, "--init-token", "--free", "--label", "root", "--pin", "1234", "--so-pin", "5678"],
        check=True, capture_output=True, env={**os.environ, "SOFTHSM2_CONF": str(conf)},
    )  # fmt: skip
    (site / "pin").write_text("1234\n")
    token = ["--pkcs11", SOFTHSM, "--token", "root", "--phrase-file", site / "pin"]
    root = done("root", *token).strip()
    done("request", "--renew", "--out", site / "ask.json")
    done("sign", site / "ask.json", "--out", site / "first.json", "--yes", *token)
    assert load_keyset((site / "first.json").read_bytes(), root).root == root
    again = run("root", *token)
    assert "already" in str(again.exception)
    (site / "pin").write_text("4321")
    wrong = run("sign", site / "ask.json", "--out", site / "no.json", "--yes", *token)
    assert isinstance(wrong.exception, CertificateError)
    assert not (site / "no.json").exists()


def test_check_names_what_needs_a_hand(site: Path) -> None:
    done("request", "--centre", "danli", "--name", "Danlí", "--scheme", "bricklaying",
         "--out", site / "ask.json")  # fmt: skip
    found = run("check")
    assert found.exit_code == 1
    assert "issuing-danli-bricklaying.key is not in the keyset yet" in found.output
    assert "The root key is still here" in found.output


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["request"], "Nothing was asked for"),
        (["request", "--centre", "danli"], "give both"),
        (["request", "--chamber", "hoteles"], "no name yet"),
    ],
)
def test_a_request_that_cannot_be_is_refused(site: Path, words: list[str], message: str) -> None:
    made = run(*words, "--out", site / "ask.json")
    assert message in str(made.exception)
    assert not (site / "ask.json").exists()


def test_a_changed_request_is_not_signed(site: Path) -> None:
    done("request", "--status", "--out", site / "ask.json")
    text = (site / "ask.json").read_text()
    (site / "ask.json").write_text(text.replace('"status"', '"certificate"'))
    made = run("sign", site / "ask.json", "--out", site / "new.json", "--yes", *old_root(site))
    assert "does not prove its private half" in str(made.exception)


def test_nothing_private_is_printed_or_written_in_clear(site: Path) -> None:
    folder = ServerFolder(site / "site")
    done("request", "--renew", "--out", site / "ask.json")
    shown = done("show", folder.keyset)
    sealed = folder.issuing_key("zacatecoluca", "bricklaying").read_text()
    assert PHRASE not in shown
    assert "private" not in (site / "ask.json").read_text()
    assert public_half(folder.status_key)
    assert '"sealed"' in sealed
