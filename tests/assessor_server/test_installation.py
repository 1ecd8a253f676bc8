"""Setting up a server: all of it or nothing, and closed to others."""

from pathlib import Path

import pytest

from assessor_server import (
    AccountRefusedError,
    Centre,
    CentreRefusedError,
    NoServerHereError,
    Organisation,
    ServerExistsError,
    ServerFolder,
    add_account,
    create_server,
)
from certificates import KeysetError, load_keyset

INFOP = Organisation("infop", "Instituto de Formación Profesional")


def create(
    directory: Path, base_url: str = "https://certificados.example", centre: str = "zacatecoluca"
) -> ServerFolder:
    return create_server(
        directory, organisation=INFOP, centres=[Centre(centre, "X")], base_url=base_url, schemes=[]
    )


def test_the_keyset_names_the_organisation_and_its_centres(founded: Path) -> None:
    keyset = load_keyset(ServerFolder(founded).keyset.read_bytes())
    assert (keyset.issuers, keyset.centres) == (
        {
            "infop": INFOP.name,
            "construction-cha": "Cámara de la Construcción",
            "tourism-chamber": "Cámara de Turismo",
        },
        {"zacatecoluca": "Zacatecoluca"},
    )


def test_everything_is_closed_to_other_users(founded: Path) -> None:
    assert ServerFolder(founded).base.stat().st_mode & 0o077 == 0


def test_every_key_file_is_readable_by_its_owner_only(founded: Path) -> None:
    folder = ServerFolder(founded)
    files = [*folder.keys.iterdir(), *folder.offline.iterdir()]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


def test_a_folder_that_holds_a_server_is_left_alone(founded: Path) -> None:
    with pytest.raises(ServerExistsError):
        create(founded)


def test_a_bad_address_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(KeysetError):
        create(tmp_path, base_url="certificados.example/")
    assert list(tmp_path.iterdir()) == []


def test_a_bad_centre_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(CentreRefusedError):
        create(tmp_path, centre="San Salvador")
    assert list(tmp_path.iterdir()) == []


def test_an_account_needs_a_server(tmp_path: Path) -> None:
    with pytest.raises(NoServerHereError, match="create_server"):
        add_account(tmp_path, login="ana", name="Ana", roles=["assessor"])


def test_an_account_refused_is_not_added(tmp_path: Path) -> None:
    create(tmp_path)
    with pytest.raises(AccountRefusedError):
        add_account(tmp_path, login="ana", name="Ana", roles=["boss"])
    assert add_account(tmp_path, login="ana", name="Ana", roles=["assessor"])
