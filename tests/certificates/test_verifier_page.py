"""The verifier page in Chromium: what an employer sees, online and offline."""

import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from certificate_world import KEYS, RECORD, SUSPENDED_PLACE, WITHDRAWN_PLACE, build_world, changed
from msgspec.structs import replace
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from certificates import (
    PAGE_HEADERS,
    Keyset,
    State,
    build_keyset,
    issue,
    load_keyset,
    next_content,
    page_config,
    publish_lists,
    verifier_files,
)
from certificates.qr import qr_text, read_qr_text

expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong

PLACES = {"suspended": SUSPENDED_PLACE, "withdrawn": WITHDRAWN_PLACE, "valid": 40123}


@dataclass
class Site:
    """A web server that delivers the page and what it checks with, and can be spoiled."""

    files: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    base: str = ""
    keyset: Keyset | None = None

    def publish(self, *, now: datetime, lifetime: timedelta = timedelta(days=7)) -> None:
        assert self.keyset is not None
        statuses = {SUSPENDED_PLACE: State.SUSPENDED, WITHDRAWN_PLACE: State.WITHDRAWN}
        lists = publish_lists(1, statuses, KEYS["status"], self.keyset, now=now, lifetime=lifetime)
        for path, data in lists.files().items():
            self.files[path] = (data, "application/octet-stream")

    def sign(self, key: str = "root") -> None:
        now = datetime.now(UTC)
        year = {
            "valid_from": (now - timedelta(days=30)).isoformat(),
            "valid_until": (now + timedelta(days=365)).isoformat(),
        }
        content = next_content(build_world(), issued_at=now, valid_until=now + timedelta(days=90))
        keys = [replace(entry, ended_from=None, **year) for entry in content.keys]
        data = build_keyset(KEYS[key], replace(content, base_url=self.base, keys=keys))
        self.files["/keyset.json"] = (data, "application/json")
        self.keyset = load_keyset(data)

    def link(self, name: str = "valid", **fields: Any) -> str:
        assert self.keyset is not None
        now = datetime.now(UTC)
        times = {
            "issued_at": (now - timedelta(days=2)).isoformat(),
            "expires_at": (now + timedelta(days=900)).isoformat(),
            "assessed_on": "",
            "status_index": PLACES[name],
        }
        return issue(changed(**{**times, **fields}), KEYS["issuing"], self.keyset).qr_text


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.split("?")[0]
            made.asked.append(path)
            body, media_type = made.files.get(path, (b"", ""))
            self.send_response(200 if media_type else 404)
            for name, value in PAGE_HEADERS.items():
                self.send_header(name, value)
            self.send_header("Content-Type", media_type or "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with suppress(BrokenPipeError):  # the page may leave before it has read all
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.base = f"http://127.0.0.1:{server.server_port}"
    made.files.update(verifier_files())
    made.sign()
    assert made.keyset is not None
    made.files["/v/config.json"] = (page_config(made.keyset), "application/json")
    made.publish(now=datetime.now(UTC))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "chromium is missing; install it (Debian: apt install chromium)."
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 390, "height": 844}, locale="es-SV")
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    opened = context.new_page()
    opened.complaints = []  # type: ignore[attr-defined]
    opened.on("console", lambda message: opened.complaints.append(message.text))  # type: ignore[attr-defined]
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))  # type: ignore[attr-defined]
    return opened


def answer(page: Page, link: str) -> tuple[str | None, str | None]:
    page.goto("about:blank")
    page.goto(link)
    verdict = page.locator("#verdict")
    expect(verdict).to_be_visible()
    return verdict.get_attribute("data-state"), verdict.get_attribute("data-reason")


def forged(link: str) -> str:
    address, cose = read_qr_text(link)
    return qr_text(address, cose[:-1] + bytes([cose[-1] ^ 1]))  # a bit of the signature


def test_a_good_certificate_is_green_with_name_and_competency(site: Site, page: Page) -> None:
    assert answer(page, site.link()) == ("valid", "ok")
    expect(page.locator("h1#state")).to_have_text("Válido")
    expect(page.locator("#name")).to_have_text(RECORD.holder_name)
    expect(page.locator("#competency")).to_have_text(RECORD.competency)
    expect(page.locator("#age")).to_contain_text("Estado publicado")
    assert page.complaints == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["suspended", "withdrawn"])
def test_status_shows_at_once(name: str, site: Site, page: Page) -> None:
    assert answer(page, site.link(name)) == (name, name)


def test_a_forged_certificate_shows_no_name(site: Site, page: Page) -> None:
    state, _ = answer(page, forged(site.link()))
    assert state == "forged"
    expect(page.locator("#holder")).to_be_hidden()
    expect(page.locator("body")).not_to_contain_text("María")


def test_fragment_reaches_no_server_and_only_whole_lists_are_asked_for(
    site: Site, page: Page
) -> None:
    answer(page, site.link())
    assert all("#" not in path and path.count("/") <= 3 for path in site.asked)
    lists = {path for path in site.asked if path.startswith("/status")}
    assert lists == {"/status/1.cwt"}


def test_languages_change_every_word(site: Site, page: Page) -> None:
    answer(page, site.link())
    for language, word in (("en", "Valid"), ("fr", "Valide"), ("es", "Válido")):
        page.locator(f"[data-language={language}]").click()
        expect(page.locator("h1#state")).to_have_text(word)
        assert page.evaluate("document.documentElement.lang") == language


def test_a_link_can_be_pasted(site: Site, page: Page) -> None:
    page.goto(f"{site.base}/v")
    page.locator("#link").fill(site.link())
    page.locator("#paste button").click()
    expect(page.locator("h1#state")).to_have_text("Válido")


def test_without_its_status_list_nothing_is_green(site: Site, page: Page) -> None:
    link = site.link()
    del site.files["/status/1.cwt"]
    assert answer(page, link) == ("not_checked", "status_missing")


def test_an_outdated_list_is_not_green(site: Site, page: Page) -> None:
    link = site.link()
    site.publish(now=datetime.now(UTC) - timedelta(days=8))
    assert answer(page, link) == ("not_checked", "status_stale")


def test_a_list_older_than_one_already_seen_is_not_believed(site: Site, page: Page) -> None:
    link = site.link()
    assert answer(page, link) == ("valid", "ok")
    site.publish(now=datetime.now(UTC) - timedelta(days=1))
    assert answer(page, link) == ("not_checked", "status_missing")


def test_a_keyset_of_another_root_checks_nothing(site: Site, page: Page) -> None:
    link = site.link()
    site.sign("stranger")
    assert answer(page, link) == ("not_checked", "keyset_refused")


def test_a_copy_of_the_page_at_another_address_checks_nothing(site: Site, page: Page) -> None:
    link = site.link().replace("127.0.0.1", "localhost")
    assert answer(page, link) == ("not_checked", "wrong_host")


def test_offline_after_one_visit_a_new_certificate_is_checked(
    site: Site, page: Page, context: BrowserContext
) -> None:
    fresh = site.link(holder_name="Carlos Antonio Ramírez", status_index=4711)
    withdrawn = site.link("withdrawn")
    answer(page, site.link())
    page.evaluate("navigator.serviceWorker.ready")
    context.set_offline(True)
    site.asked.clear()
    assert answer(page, fresh) == ("valid", "ok")
    expect(page.locator("#name")).to_have_text("Carlos Antonio Ramírez")
    expect(page.locator("#age")).to_contain_text("Estado publicado")
    assert answer(page, withdrawn) == ("withdrawn", "withdrawn")
    assert answer(page, forged(fresh))[0] == "forged"
    assert site.asked == []


def test_offline_with_an_outdated_list_the_answer_is_not_checked(
    site: Site, page: Page, context: BrowserContext
) -> None:
    link = site.link()
    site.publish(now=datetime.now(UTC), lifetime=timedelta(seconds=3600))
    answer(page, link)
    page.evaluate("navigator.serviceWorker.ready")
    context.set_offline(True)
    page.clock.set_fixed_time(datetime.now(UTC) + timedelta(hours=2))
    assert answer(page, link) == ("not_checked", "status_stale")


def test_page_is_small_and_asks_nobody_else(site: Site, page: Page) -> None:
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    answer(page, site.link())
    assert hosts == {site.base.removeprefix("http://")}
    assert sum(len(data) for data, _ in verifier_files().values()) < 120_000
    assert json.loads(site.files["/v/config.json"][0]) == {"root": KEYS["root"].multibase}
