"""Fixtures of the office: its founded folder, and a copy of one's own for each test."""

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from office_support import BASE_URL, PASSWORD, PEOPLE, Office

from assessor_server import Centre, Organisation, add_account, create_server
from assessor_server.enrolment import create_pairing_code, enrol
from assessor_server.store import writing
from assessor_server.web.app import build_app
from assessor_server.web.console import Console
from protocol import SealKey, utc_text
from protocol.curve import CurveKeys
from protocol.ticket import read_ticket


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A server folder with its people, made once and copied for each test."""
    directory = tmp_path_factory.mktemp("founded")
    create_server(
        directory,
        organisation=Organisation("infop", "Instituto de Formación Profesional"),
        centres=[Centre("zacatecoluca", "Zacatecoluca", "El Salvador")],
        base_url=BASE_URL,
    )
    for login, (name, roles) in PEOPLE.items():
        add_account(directory, login=login, name=name, roles=roles, password=PASSWORD)
    return directory


@pytest.fixture
def office(founded: Path, tmp_path: Path) -> Office:
    """An office of one's own."""
    directory = tmp_path / "office"
    shutil.copytree(founded, directory)
    app = build_app(directory, base_url=BASE_URL)
    console: Console = app.state.console
    seal_key, curve = SealKey.generate(), CurveKeys.generate()
    code = read_ticket(
        create_pairing_code(
            console.engine, "zacatecoluca", "front desk", "127.0.0.1:1", curve.public
        )
    ).code
    with writing(console.engine) as connection:
        kiosk = enrol(
            connection,
            code=code,
            curve_key=curve.public,
            seal_key=seal_key.public,
            proof=seal_key.prove(code, curve.public),
            now=utc_text(),
        )
    return Office(directory, console, kiosk, seal_key, app)
