"""A Quest 3 made of code (npm iwer) in a headless Chromium, and the hands that wear it."""

import base64
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, Page, sync_playwright

from scenarios.plays import Acted, SceneSetup

WEB = Path(__file__).resolve().parents[2] / "kiosk" / "vr" / "web"
IWER = WEB / "node_modules" / "iwer" / "build" / "iwer.min.js"
HANDS = Path(__file__).with_name("hands.js")
SOFTWARE_GL = ("--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
UNBOUND = ("--disable-gpu-vsync", "--disable-frame-rate-limit")
QUIET = (
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
SMALL = {"width": 320, "height": 200}
"""A software renderer keeps up with a picture of this size while others use the machine."""

PATIENCE_S = 240.0
"""A page drawn by software on a machine busy with other tests may hold an answer back for long."""

Mode = Literal["hand", "controller"]
FAR = 8
"""Steps of the page's large arrows."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium without a screen."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=[*QUIET, *SOFTWARE_GL, *UNBOUND]
        )
        yield browser
        browser.close()


@dataclass
class Headset:
    """One page in one headset. `faults` is what the page complained about."""

    page: Page
    faults: list[str] = field(default_factory=list)

    def enter(self, feels: int | None = 0) -> None:
        """Answer how one feels, and go in; None where the kiosk knows it already."""
        self.page.wait_for_selector("[data-name=go]")
        if feels is None:
            assert self.page.locator('[data-name^="nausea"]').count() == 0
            self.page.click("[data-name=go]")
        else:
            self.feel(feels)
        self.page.wait_for_function("window.acredita.stage?.cost.calls > 0")

    def feel(self, level: int) -> None:
        """Answer the three questions alike and send them."""
        self.page.wait_for_selector("[data-name=go]")
        for question in ("nausea", "eyes", "dizzy"):
            self.page.click(f'[data-name="{question} {level}"]')
        self.page.click("[data-name=go]")

    def press(self, *names: str) -> None:
        """Aim at each and press it."""
        self.page.evaluate("(names) => window.hands.press(...names)", list(names))

    def look(self, name: str, seconds: float) -> None:
        """Look at something for a while."""
        self.page.evaluate("([n, s]) => window.hands.look(n, s)", [name, seconds])

    def ahead(self) -> None:
        """Look ahead."""
        self.page.evaluate("window.hands.ahead()")

    def picture(self) -> bytes:
        """What the headset shows now, PNG."""
        url = self.page.evaluate("window.acredita.stage.picture()")
        return base64.b64decode(str(url).split(",", 1)[1])

    def play(self, acts: Sequence[Acted], setup: SceneSetup | None) -> None:
        """Do with hands what a candidate made of code did."""
        for at, act in enumerate(acts):
            match act.act:
                case "go":
                    self.press(f"go {act.on}")
                case "say":
                    self.press(f"reply {act.choices[0]}", "say")
                case "report" | "clear":
                    self.press(f"thing {act.on}", "wrong" if act.act == "report" else "right")
                case "choose":
                    if acts[at - 1].act != "report":
                        self.press(f"thing {act.on}")
                    self.press(*(f"option {option}" for option in act.choices), "chosen")
                case "slide":
                    assert setup is not None
                    self.slide(act, setup)
                case "look":
                    pass  # whoever points at a thing has looked at it: the page says so

    def slide(self, act: Acted, setup: SceneSetup) -> None:
        """Move something with the arrows until it lies where it shall."""
        slide = setup.scene.slide(act.on)
        steps = round(((act.value or 0.0) - setup.offsets_mm[act.on]) / slide.step_mm)
        self.press(f"thing {act.on}")
        large, small = divmod(abs(steps), FAR)
        side = ("far_right", "right") if steps > 0 else ("far_left", "left")
        for name, times in zip(side, (large, small), strict=True):
            self.page.evaluate("([n, t]) => window.hands.repeat(n, t)", [name, times])
        self.press("placed")

    def finish(self) -> None:
        """Say that one has finished, and how one feels."""
        self.press("finish", "yes")
        self.feel(0)


@contextmanager
def headset(browser: Browser, url: str, mode: Mode = "hand") -> Iterator[Headset]:
    """Open a pairing address in a headset."""
    context = browser.new_context(ignore_https_errors=True, viewport=SMALL)  # type: ignore[arg-type]
    context.set_default_timeout(1000 * PATIENCE_S)
    page = context.new_page()
    worn = Headset(page)
    page.on("pageerror", lambda error: worn.faults.append(str(error)))
    page.on(
        "console",
        lambda said: (
            worn.faults.append(said.text)
            if said.type == "error" and "404" not in said.text
            else None
        ),
    )
    page.add_init_script(path=IWER)
    page.add_init_script(path=HANDS)
    page.goto(url)
    page.evaluate("(mode) => window.hands.use(mode)", mode)
    yield worn
    context.close()


@dataclass
class Trial:
    """A step of a pack that waits for a headset, in a process of its own."""

    process: subprocess.Popen[str]
    url: str
    certificate: str

    def told(self, within: float = PATIENCE_S) -> dict[str, Any]:
        """What came of it: the trial's last line."""
        out, _ = self.process.communicate(timeout=within)
        return dict(json.loads(out.strip().splitlines()[-1]))


@contextmanager
def trial(pack: str, step: str, seed: int, language: str = "es") -> Iterator[Trial]:
    """Serve one step of a pack over the kiosk's real host."""
    process = subprocess.Popen(
        [
            sys.executable, "-m", "kiosk.vr.trial", "--pack", pack, "--step", step,
            "--language", language, "--seed", str(seed), "--port", "0", "--host", "127.0.0.1",
            "--linger", "4",
        ],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        opened = json.loads(process.stdout.readline())
        yield Trial(process, opened["url"], opened["certificate"])
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(10)


def wait_until(page: Page, condition: str, within: float = PATIENCE_S) -> None:
    """Wait for something on the page, without caring how long it takes."""
    until = time.monotonic() + within
    while not page.evaluate(condition):
        assert time.monotonic() < until, condition
        time.sleep(0.05)
