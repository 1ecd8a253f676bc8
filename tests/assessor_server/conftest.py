"""Fixtures of the office: its founded folder, and a copy of one's own for each test."""

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from office_support import BASE_URL, PACK, PASSWORD, PEOPLE, Office

from assessor_server import Centre, Organisation, add_account, create_server
from assessor_server.enrolment import create_pairing_code, enrol, enrolled_kiosks
from assessor_server.store import open_store, reading, writing
from assessor_server.web.app import build_app
from assessor_server.web.console import Console
from protocol import SealKey, utc_text
from protocol.curve import CurveKeys
from protocol.ticket import read_ticket

SEAL_KEY, CURVE = SealKey.generate(), CurveKeys.generate()


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A server folder with its people and one enrolled kiosk, made once, copied for each test."""
    directory = tmp_path_factory.mktemp("founded")
    create_server(
        directory,
        organisation=Organisation("infop", "Instituto de Formación Profesional"),
        centres=[Centre("zacatecoluca", "Zacatecoluca", "El Salvador")],
        base_url=BASE_URL,
    )
    for login, (name, roles) in PEOPLE.items():
        add_account(directory, login=login, name=name, roles=roles, password=PASSWORD)
    engine = open_store(directory)
    ticket = create_pairing_code(engine, "zacatecoluca", "front desk", "127.0.0.1:1", CURVE.public)
    code = read_ticket(ticket).code
    with writing(engine) as connection:
        enrol(
            connection,
            code=code,
            curve_key=CURVE.public,
            seal_key=SEAL_KEY.public,
            proof=SEAL_KEY.prove(code, CURVE.public),
            now=utc_text(),
        )
    engine.dispose()
    return directory


@pytest.fixture
def office(founded: Path, tmp_path: Path) -> Office:
    """An office of one's own."""
    directory = tmp_path / "office"
    shutil.copytree(founded, directory)
    app = build_app(directory, base_url=BASE_URL, packs=[PACK])
    console: Console = app.state.console
    with reading(console.engine) as connection:
        (kiosk,) = enrolled_kiosks(connection)
    return Office(directory, console, kiosk, SEAL_KEY, app)
