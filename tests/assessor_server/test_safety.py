"""What every answer carries: strict policy, safe cookies, no copies of personal data."""

import re

import pytest
from fastapi.testclient import TestClient
from office_support import BASE_URL, PASSWORD, Browser, Office

from assessor_server.web.app import build_app

PAGES = ["/", "/log-in", "/nowhere"]


@pytest.mark.parametrize("path", PAGES)
def test_pages_allow_no_foreign_and_no_inline_code(office: Office, path: str) -> None:
    policy = office.stranger().get(path).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", [*PAGES, "/queue", "/attempt", "/rate", "/decide"])
def test_pages_hold_no_inline_script_style_or_handler(office: Office, path: str) -> None:
    attempt = office.attempt()
    berta = office.browser("berta")
    if path in ("/rate", "/attempt", "/decide"):
        if path == "/decide":
            office.browser("ana").rate_fully(attempt)
        path = f"/attempts/{attempt}{'' if path == '/attempt' else path}"
    text = berta.get(path).text
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", text)


@pytest.mark.parametrize("path", PAGES)
def test_pages_cannot_be_framed_sniffed_or_kept(office: Office, path: str) -> None:
    headers = office.stranger().get(path).headers
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


def test_the_verifier_page_may_use_the_camera(office: Office) -> None:
    assert "camera=(self)" in office.stranger().get("/v").headers["permissions-policy"]


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(office: Office) -> None:
    cookie = office.stranger().log_in("ana", PASSWORD).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


def test_over_https_the_cookie_never_travels_in_the_clear(office: Office) -> None:
    app = build_app(office.directory, base_url="https://testserver")
    client = TestClient(app, base_url="https://testserver", follow_redirects=False)
    answer = Browser(client).log_in("ana", PASSWORD)
    assert "Secure" in answer.headers["set-cookie"]
    assert "strict-transport-security" in answer.headers


def test_over_http_for_a_test_bench_there_is_no_promise_of_https(office: Office) -> None:
    assert BASE_URL.startswith("http:")
    assert "strict-transport-security" not in office.stranger().get("/").headers


def test_logging_out_ends_the_session_on_the_server(office: Office) -> None:
    browser = office.stranger()
    browser.log_in("ana", PASSWORD)
    token = browser.client.cookies["acredita_session"]
    browser.send("/queue", "/log-out", {})
    browser.client.cookies.set("acredita_session", token)
    assert browser.get("/queue").headers["location"] == "/log-in"


def test_each_log_in_gets_a_fresh_session(office: Office) -> None:
    tokens = set()
    for _ in range(2):
        browser = office.stranger()
        browser.log_in("ana", PASSWORD)
        tokens.add(browser.client.cookies["acredita_session"])
    assert len(tokens) == 2


def test_evidence_is_sandboxed(office: Office) -> None:
    attempt = office.attempt()
    found = re.search(
        r'src="(/attempts/[^"]+/evidence/\w+)"',
        office.browser("ana").get(f"/attempts/{attempt}/rate").text,
    )
    assert found is not None
    answer = office.browser("ana").get(found.group(1))
    assert answer.headers["content-security-policy"] == "sandbox"


@pytest.mark.parametrize("path", ["/queue", "/candidates", "/certificates", "/audit", "/log-in"])
def test_every_field_has_a_label(office: Office, path: str) -> None:
    who = {"/candidates": "carla", "/certificates": "aud", "/audit": "aud"}.get(path, "ana")
    browser = office.stranger() if path == "/log-in" else office.browser(who)
    text = re.sub(r"<label\b.*?</label>", "", browser.get(path).text, flags=re.S)
    fields = re.findall(r"<(?:input|select|textarea)\b[^>]*>", text)
    assert [field for field in fields if 'type="hidden"' not in field] == []


@pytest.mark.parametrize("path", ["/", "/log-in", "/queue"])
def test_every_page_has_one_heading_a_language_and_a_way_past_the_menu(
    office: Office, path: str
) -> None:
    browser = office.browser("ana") if path == "/queue" else office.stranger()
    text = browser.get(path).text
    assert text.count("<h1") == 1
    assert '<html lang="es">' in text
    assert 'href="#main"' in text
