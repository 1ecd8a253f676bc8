"""One deployment for tests of certificates: its keys, keyset, lists and one issued certificate."""

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parent))

from certificate_world import KEYS, RECORD, TODAY, build_world, publish
from verifier_site import Site, served

from certificates import Issued, Keyset, StatusLists, Verdict, issue, load_status, verify

VECTORS = Path(__file__).parents[2] / "certificates" / "vectors"


@pytest.fixture(scope="session")
def keyset() -> Keyset:
    return build_world()


@pytest.fixture(scope="session")
def status(keyset: Keyset) -> StatusLists:
    return load_status([publish(keyset).bundle()], keyset)


@pytest.fixture(scope="session")
def issued(keyset: Keyset) -> Issued:
    return issue(RECORD, KEYS["issuing"], keyset, KEYS["chamber"])


@pytest.fixture(scope="session")
def check(keyset: Keyset, status: StatusLists) -> Callable[[Any], Verdict]:
    """The verdict of the deployment's own verifier on the day of the tests."""
    return lambda data: verify(data, keyset, status, TODAY)


@pytest.fixture(scope="session")
def qr_vectors() -> dict[str, Any]:
    vectors: dict[str, Any] = json.loads((VECTORS / "qr.json").read_text(encoding="utf-8"))
    return vectors


@pytest.fixture(scope="session")
def badge_vectors() -> dict[str, Any]:
    vectors: dict[str, Any] = json.loads((VECTORS / "badges.json").read_text(encoding="utf-8"))
    return vectors


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as made:
        yield made


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
