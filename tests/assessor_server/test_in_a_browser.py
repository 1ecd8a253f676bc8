"""The pages in a real browser: by keyboard alone, on a narrow screen, under the strict policy."""

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from office_support import PASSWORD, SESSION_COOKIE, Office, person
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

NARROW = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    assert program, "chromium is missing; install it (Debian: apt install chromium)."
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def address(office: Office) -> Iterator[str]:
    """The office's pages at a real address."""
    server = uvicorn.Server(uvicorn.Config(office.app, port=0, log_config=None))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@contextmanager
def opened(chromium: Browser, office: Office, address: str, login: str) -> Iterator[BrowserContext]:
    """A narrow browser window in which this person is logged in."""
    context = chromium.new_context(viewport=NARROW, locale="es-SV")  # type: ignore[arg-type]
    token = office.browser(login).client.cookies[SESSION_COOKIE]
    context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": address}])
    yield context
    context.close()


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus, as somebody without a mouse does."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"Tab never reaches {selector}")


def press_enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_an_attempt_is_rated_by_keyboard_alone(
    chromium: Browser, office: Office, address: str
) -> None:
    attempt = office.attempt()
    context = chromium.new_context(locale="es-SV")
    page = context.new_page()
    page.goto(f"{address}/log-in")
    page.wait_for_function("document.activeElement.name === 'login'")  # autofocus comes after load
    page.keyboard.type("ana")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    press_enter(page)
    tab_to(page, f'a[href="/attempts/{attempt}/rate"]')
    press_enter(page)
    for name in ("helmet_worn", "vest_worn"):
        tab_to(page, f'[name="band.{name}"]')
        page.keyboard.press("Space")
    tab_to(page, "main form button")
    press_enter(page)
    tab_to(page, "main form > p button")
    press_enter(page)
    assert page.url == f"{address}/attempts/{attempt}"
    context.close()


@pytest.mark.parametrize(
    ("login", "path"),
    [
        ("ana", "/queue"),
        ("ana", "/attempts/{rated}/rate"),
        ("oscar", "/attempts/{to_decide}/decide"),
        ("oscar", "{certificate}"),
        ("oscar", "/certificates"),
        ("carla", "/candidates"),
        ("aud", "/audit?check=true"),
        ("ana", "/"),
    ],
)
def test_no_page_is_wider_than_a_phone_or_breaks_the_policy(
    chromium: Browser, office: Office, address: str, login: str, path: str
) -> None:
    places = {"rated": office.attempt(), "to_decide": office.attempt(), "certificate": ""}
    office.browser("ana").rate(places["rated"])
    office.browser("ana").rate_fully(places["to_decide"])
    if path == "{certificate}":
        answer = office.browser("oscar").decide(places["to_decide"])
        places["certificate"] = answer.headers["location"]
    with opened(chromium, office, address, login) as context:
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(address + path.format(**places))
        wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    refused = [text for text in complaints if "Content Security Policy" in text]
    assert (wider <= 0, refused) == (True, [])


def test_a_differing_score_is_opened_for_a_second_look(
    chromium: Browser, office: Office, address: str
) -> None:
    attempt = office.attempt(seen=person(helmet=None))
    office.browser("ana").rate(attempt)
    with opened(chromium, office, address, "ana") as context:
        page = context.new_page()
        page.goto(f"{address}/attempts/{attempt}/rate")
        assert page.locator("fieldset.differing details[open]").count() == 1
