"""The console's replay in a real browser: the place is drawn, played, sought, seen from above."""

import hashlib
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import msgspec
import pytest
import uvicorn
from office_support import SESSION_COOKIE, Office
from playwright.sync_api import Browser, Page, sync_playwright

from assessor_server.web.app import build_app
from hardware.headset import encode_track
from hardware.headset.simulated.wearer import Wearer
from scenarios import load_pack
from scenarios.plays import Acted, PlayBegun

PACK = load_pack("tourism/hotel_room")
STEP = next(iter(PACK.vr_by_step))
SEED = 5
SOFTWARE_GL = ("--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
SECONDS = 6


def track() -> bytes:
    wearer = Wearer(2)
    frames = [wearer.frame(n, n * 1000 / 50) for n in range(1, SECONDS * 50 + 1)]
    stood = msgspec.structs.replace(frames[0], stand=(0.0, 0.0, 2.0, 0.0))
    return encode_track([stood, *frames[1:]])


TRACK = track()


def observed(*seen: object) -> tuple[str, dict[str, object]]:
    found = [msgspec.to_builtins(one) for one in seen]
    return "observation.made", {"step": STEP, "observations": found}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    assert program, "chromium is missing; install it (Debian: apt install chromium)."
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", *SOFTWARE_GL]
        )
        yield opened
        opened.close()


@pytest.fixture
def worn(office: Office) -> tuple[Office, str, str]:
    """An office with an attempt that was done in a headset; its id and the track's digest."""
    app = build_app(office.directory, base_url="http://127.0.0.1", packs=[PACK])
    office = replace(office, app=app, console=app.state.console)
    thing = PACK.plays_by_step[STEP].things[0].id  # type: ignore[union-attr]
    digest = hashlib.sha256(TRACK).hexdigest()
    captured = {
        "digest": digest,
        "media_type": "application/vnd.acredita.poses",
        "size": len(TRACK),
        "role": "track",
        "step": STEP,
        "criterion": None,
    }
    noted = {"step": STEP, "what": "poses", "rule": "go_on", "detail": ""}
    code = office.candidate()
    attempt = office.attempt(
        code,
        pack=PACK,
        also=[
            ("step.started", {"step": STEP}),
            observed(PlayBegun(STEP, "scenes/room.toml", SEED)),
            ("headset.noted", noted),
            observed(Acted(STEP, 1.0, "report", thing, by="hand")),
            ("evidence.captured", captured),
        ],
    )
    office.store_evidence(attempt, code, TRACK)
    return office, attempt, digest


@pytest.fixture
def address(worn: tuple[Office, str, str]) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(worn[0].app, port=0, log_config=None))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def page(chromium: Browser, worn: tuple[Office, str, str], address: str) -> Iterator[Page]:
    """The attempt's page, opened by an assessor."""
    office, attempt, _ = worn
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="es-SV")
    token = office.browser("ana").client.cookies[SESSION_COOKIE]
    context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": address}])
    opened = context.new_page()
    opened.faults = []  # type: ignore[attr-defined]
    opened.on("console", lambda said: said.type == "error" and opened.faults.append(said.text))  # type: ignore[attr-defined]
    opened.goto(f"{address}/attempts/{attempt}")
    yield opened
    context.close()


def picture(page: Page) -> bytes:
    return page.locator("[data-replay] canvas").screenshot()


def test_an_assessor_plays_a_step_in_the_headset_again(page: Page) -> None:
    page.click('a[href*="/replay/"]')
    page.wait_for_selector("[data-replay][data-frames]", timeout=60_000)
    assert page.get_attribute("[data-replay]", "data-frames") == str(SECONDS * 50)
    first = picture(page)
    page.locator(".replay-bar input").fill("3")
    later = picture(page)
    assert first != later
    page.click("[data-view]")
    assert picture(page) != later
    page.click(".replay-acts button")
    page.click("[data-going]")
    slider = "Number(document.querySelector('.replay-bar input').value)"
    end = time.monotonic() + 60
    while page.evaluate(slider) <= 2:
        assert time.monotonic() < end, "it does not play"
        time.sleep(0.05)
    assert page.faults == []  # type: ignore[attr-defined]


def test_what_is_served_tells_no_answer_and_only_to_those_who_judge(
    worn: tuple[Office, str, str],
) -> None:
    office, attempt, digest = worn
    path = f"/attempts/{attempt}/replay/{digest}"
    told = office.browser("ana").get(f"{path}/play.json")
    assert [act["act"] for act in told.json()["acts"]] == ["report"]
    assert '"right"' not in told.text
    assert office.browser("carla").get(f"{path}/play.json").status_code == 403
    assert office.browser("ana").get(f"/attempts/{attempt}/replay/{'0' * 64}").status_code == 404
