"""Forged, oversized, misdirected: one clear page each, and nothing half-written."""

import re

import pytest
from httpx import Response
from office_support import PASSWORD, Browser, Office
from sqlalchemy import func, select

from assessor_server.store import reading, tables
from assessor_server.throttle import FAILURES_PER_LOGIN


def stored(office: Office, table: str) -> int:
    with reading(office.console.engine) as connection:
        count = select(func.count()).select_from(tables.metadata.tables[table])
        return int(connection.execute(count).scalar_one())


def is_clear_page(answer: Response, status: int) -> bool:
    """A whole page with a heading, a way on, and no trace of the program."""
    text = answer.text
    whole = "<h1>" in text and 'class="button"' in text and text.rstrip().endswith("</html>")
    return answer.status_code == status and whole and "Traceback" not in text


def register(browser: Browser, token: str) -> Response:
    fields = {"csrf": token, "name": "Eve", "centre": "zacatecoluca"}
    return browser.client.post("/candidates", data=fields)


UNKNOWN = "7a7b1a3f-1da6-4eb2-a17f-a1b83200255e"


@pytest.mark.parametrize("id", [UNKNOWN, "x", "..%2F..%2Fkeys", "%00", "é" * 300])
@pytest.mark.parametrize("page", ["", "/rate", "/decide", "/result"])
def test_a_forged_attempt_id_is_not_found(office: Office, id: str, page: str) -> None:
    answer = office.browser("berta").get(f"/attempts/{id}{page}")
    assert is_clear_page(answer, 404)


@pytest.mark.parametrize("digest", ["ab" * 32, "x", "..%2F..%2Fserver%2Fkeys%2Fmaster.key"])
def test_a_forged_digest_is_not_found(office: Office, digest: str) -> None:
    answer = office.browser("ana").get(f"/attempts/{office.attempt()}/evidence/{digest}")
    assert is_clear_page(answer, 404)


def test_evidence_of_another_attempt_is_not_served_under_this_one(office: Office) -> None:
    seen = re.search(
        r"/evidence/(\w+)", office.browser("ana").get(f"/attempts/{office.attempt()}").text
    )
    assert seen is not None
    answer = office.browser("ana").get(
        f"/attempts/{office.attempt(evidence=False)}/evidence/{seen.group(1)}"
    )
    assert answer.status_code == 404


@pytest.mark.parametrize("number", ["0000-0000-0000-0000", "x", "' OR 1=1 --"])
def test_a_forged_certificate_number_is_not_found(office: Office, number: str) -> None:
    assert is_clear_page(office.browser("oscar").get(f"/certificates/{number}"), 404)


@pytest.mark.parametrize("path", ["/nowhere", "/v/../server/keys/master.key", "/static/../app.py"])
def test_an_address_that_leads_nowhere_gets_a_page(office: Office, path: str) -> None:
    assert is_clear_page(office.stranger().get(path), 404)


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/queue"), ("PUT", "/candidates"), ("DELETE", "/audit")]
)
def test_a_wrong_method_gets_a_page(office: Office, method: str, path: str) -> None:
    answer = office.browser("ana").client.request(method, path)
    assert is_clear_page(answer, 405)


def test_a_form_without_token_changes_nothing(office: Office) -> None:
    assert is_clear_page(register(office.browser("carla"), ""), 403)
    assert stored(office, "candidates") == 0


def test_a_token_stolen_from_another_session_changes_nothing(office: Office) -> None:
    stolen = office.browser("ana").token("/queue")
    assert is_clear_page(register(office.browser("carla"), stolen), 403)
    assert stored(office, "candidates") == 0


def test_a_token_sent_twice_changes_nothing(office: Office) -> None:
    carla = office.browser("carla")
    token = carla.token("/candidates")
    answer = carla.client.post(
        "/candidates",
        content=f"csrf={token}&csrf={token}&name=Eve&centre=zacatecoluca",
        headers={"content-type": "application/x-www-form-urlencoded"},
    )
    assert is_clear_page(answer, 400)
    assert stored(office, "candidates") == 0


def test_log_in_from_a_foreign_page_is_refused(office: Office) -> None:
    fields = {"csrf": "guess", "login": "ana", "password": PASSWORD}
    answer = office.stranger().client.post("/log-in", data=fields)
    assert is_clear_page(answer, 403)


def test_an_oversized_form_is_refused(office: Office) -> None:
    carla = office.browser("carla")
    fields = {"csrf": carla.token("/candidates"), "name": "x" * 600_000, "centre": "zacatecoluca"}
    assert is_clear_page(carla.client.post("/candidates", data=fields), 413)


def test_a_form_of_too_many_fields_is_refused(office: Office) -> None:
    carla = office.browser("carla")
    fields = {f"f{number}": "x" for number in range(500)}
    assert is_clear_page(carla.client.post("/candidates", data=fields), 400)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b'{"csrf": "x"}'),
        ("multipart/form-data; boundary=x", b"--x--"),
        ("application/x-www-form-urlencoded", b"csrf=%FF%FE"),
        ("application/x-www-form-urlencoded", b"\xff\xfe"),
        ("application/x-www-form-urlencoded", b"no pairs at all"),
    ],
)
def test_a_body_that_is_no_form_is_refused(office: Office, content_type: str, body: bytes) -> None:
    answer = office.browser("carla").client.post(
        "/candidates", content=body, headers={"content-type": content_type}
    )
    assert is_clear_page(answer, 400)


def test_a_session_that_ended_loses_a_form_with_a_clear_page(office: Office) -> None:
    stranger = office.stranger()
    stranger.client.cookies.set("acredita_session", "forged")
    answer = stranger.client.post("/candidates", data={"csrf": "x", "name": "Eve"})
    assert is_clear_page(answer, 401)


def test_a_wrong_password_gets_the_form_again(office: Office) -> None:
    answer = office.stranger().log_in("ana", "a wrong password")
    assert answer.status_code == 401
    assert 'name="password"' in answer.text
    assert "a wrong password" not in answer.text


def test_guessing_passwords_gets_a_clear_page(office: Office) -> None:
    stranger = office.stranger()
    for _ in range(FAILURES_PER_LOGIN):
        stranger.log_in("ana", "a wrong password")
    assert is_clear_page(stranger.log_in("ana", PASSWORD), 429)


def test_a_bad_page_number_gets_a_clear_page(office: Office) -> None:
    assert is_clear_page(office.browser("aud").get("/audit?before=first"), 400)


@pytest.mark.parametrize(
    "back", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_language_switch_leads_nowhere_else(office: Office, back: str) -> None:
    answer = office.stranger().client.get("/language/en", params={"back": back})
    assert answer.headers["location"] == "/"


def test_an_unknown_language_gets_a_clear_page(office: Office) -> None:
    assert is_clear_page(office.stranger().get("/language/xx"), 404)


def test_a_script_in_a_name_is_shown_as_text(office: Office) -> None:
    code = office.candidate("<script>alert(1)</script>")
    text = office.browser("carla").get(f"/candidates/{code}").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


def test_a_note_with_a_script_is_shown_as_text(office: Office) -> None:
    attempt = office.attempt()
    ana = office.browser("ana")
    fields = {f"band.{name}": "worn" for name in ("helmet_worn", "vest_worn")}
    fields["note.helmet_worn"] = '"><script>alert(1)</script>'
    ana.send(f"/attempts/{attempt}/rate", f"/attempts/{attempt}/rate", fields)
    assert "<script>alert" not in ana.get(f"/attempts/{attempt}/rate").text
