"""`POST /api/verify` and the embeddable badge's files."""

import json
from collections.abc import Callable

import pytest
from httpx import Response
from office_support import Office

from assessor_server.issued import Content, change_status, content_of
from assessor_server.store import reading, writing
from assessor_server.web.routes.checking import MAX_BATCH
from certificates import qr_png, render_pdf
from protocol import utc_text
from scenarios import load_scheme

Ask = Callable[..., Response]


@pytest.fixture
def content(office: Office) -> Content:
    attempt = office.attempt(office.candidate("Rosa Imelda Ayala"))
    office.browser("ana").rate_fully(attempt)
    number = office.browser("oscar").decide(attempt).headers["location"].rpartition("/")[2]
    with reading(office.console.engine) as connection:
        return content_of(connection, office.console.vault, number)


@pytest.fixture
def ask(office: Office) -> Ask:
    """Posts a body of a kind, as somebody without an account."""
    client = office.stranger().client

    def post(body: bytes | str, kind: str = "text/plain") -> Response:
        return client.post("/api/verify", content=body, headers={"content-type": kind})

    return post


def test_every_form_is_checked(office: Office, content: Content, ask: Ask) -> None:
    paper = render_pdf(content.record, content.issued, office.console.issuer.keyset)
    for body, kind in (
        (content.qr_text, "text/plain"),
        (json.dumps({"certificate": content.qr_text}), "application/json"),
        (json.dumps({"certificate": content.credential}), "application/json; charset=utf-8"),
        (paper, "application/pdf"),
        (qr_png(content.qr_text), "image/png"),
    ):
        answer = ask(body, kind)
        assert answer.status_code == 200
        assert answer.json()["state"] == "valid", kind
        assert answer.json()["holder_name"] == "Rosa Imelda Ayala"
        assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("kind", ["text/plain", "application/json"])
def test_the_competency_comes_in_the_language_that_is_asked_for(
    kind: str, office: Office, content: Content
) -> None:
    client, title = office.stranger().client, load_scheme("site_protection").title
    body = json.dumps({"certificates": [content.qr_text]}) if "json" in kind else content.qr_text

    def told(query: str) -> Response:
        return client.post(f"/api/verify{query}", content=body, headers={"content-type": kind})

    for query, words in (
        ("", title.es),
        ("?other=x", title.es),
        ("?language=en", title.en),
        ("?language=fr", title.fr),
    ):
        answer = told(query).json()
        assert (answer[0] if "json" in kind else answer)["competency"] == words
    assert told("?language=de").status_code == 400


def test_many_are_answered_in_order(content: Content, ask: Ask) -> None:
    many = [content.qr_text, content.qr_text[:-3], content.credential, "words"]
    told = ask(json.dumps({"certificates": many}), "application/json").json()
    assert [one["state"] for one in told] == [
        "valid", "not_a_certificate", "valid", "not_a_certificate",
    ]  # fmt: skip


def test_a_suspension_is_seen(
    office: Office, content: Content, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ask(content.qr_text).json()["state"] == "valid"
    with writing(office.console.engine) as connection:
        change_status(
            connection, content.record.id, "suspend", reason="checked",
            by=office.user("oscar"), now=utc_text(),
        )  # fmt: skip
    monkeypatch.setattr(office.console.checker, "_until", 0.0)  # as after five seconds
    assert ask(content.qr_text).json()["state"] == "suspended"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "application/json", 400),
        (b'{"certificate": 7}', "application/json", 400),
        (b'{"certificate": "a", "certificates": ["b"]}', "application/json", 400),
        (b'{"certificate": "a", "more": 1}', "application/json", 400),
        (b'{"certificates": []}', "application/json", 400),
        (b"\xff", "application/json", 400),
        (b'{"certificate": ' + b"[" * 5000, "application/json", 400),
        (json.dumps({"certificates": ["a"] * (MAX_BATCH + 1)}).encode(), "application/json", 400),
        (b"x" * 2_000_001, "text/plain", 413),
        (b"x", "text/html", 415),
        (b"x", "", 415),
    ],
)
def test_what_is_no_question_gets_one_error(ask: Ask, body: bytes, kind: str, status: int) -> None:
    answer = ask(body, kind)
    assert answer.status_code == status
    assert set(answer.json()) == {"error", "remedy"}


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"x" * 70_000, b"%PDF-1.7", b"\xd2\x84"])
def test_any_text_is_an_answer(ask: Ask, body: bytes) -> None:
    assert ask(body).json()["state"] == "not_a_certificate"


def test_the_badge_may_be_framed_and_nothing_else(office: Office) -> None:
    client = office.stranger().client
    for path in ("/embed", "/embed/embed.js", "/embed/embed.css"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "frame-ancestors *" in answer.headers["content-security-policy"]
        assert "set-cookie" not in answer.headers
    assert client.get("/embed/other.js").status_code == 404
    assert "frame-ancestors 'none'" in client.get("/v").headers["content-security-policy"]
