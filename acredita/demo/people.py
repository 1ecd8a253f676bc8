"""The demonstration's people: scripts that act through the console's own pages, each logged in."""

import re
import time
from collections.abc import Callable, Sequence
from typing import Any

import httpx
import msgspec

from acredita.demo.browser import Browser, persistently
from acredita.demo.judging import ScriptedRating
from acredita.demo.plan import Login
from acredita.errors import DemoError

POLL_S = 0.3
_CANDIDATE_LINK = re.compile(r'href="/candidates/([A-Z0-9-]{4,20})"')


class Standing(msgspec.Struct, frozen=True):
    """Where an attempt stands at the server: its state, its stage and what was decided."""

    state: str
    stage: str
    decision: str | None
    certificate: str | None
    passes: bool


class Person:
    """Somebody with a log-in. Every act can be repeated: what is done already is left as it is."""

    def __init__(self, base_url: str, login: Login) -> None:
        self._browser = Browser(base_url)
        persistently(lambda: self._browser.log_in(login.name, login.password))

    def register_candidate(self, name: str, centre: str) -> str:
        """As a coordinator, register a person (once) and return their code."""

        def act() -> str:
            known = _CANDIDATE_LINK.search(self._browser.page("/candidates").text)
            if known is not None:
                return known.group(1)
            fields = {"name": name, "centre": centre}
            page = self._browser.submit("/candidates", "/candidates", fields)
            return page.url.path.rpartition("/")[2]

        return persistently(act)

    def rate(self, attempt: str, ratings: Sequence[ScriptedRating]) -> None:
        """As an assessor, rate blind, then confirm beside the AI's scores."""
        fields = {f"band.{rating.criterion}": rating.band or "unseen" for rating in ratings}
        fields |= {f"note.{rating.criterion}": rating.note for rating in ratings}
        page = f"/attempts/{attempt}/rate"

        def act() -> None:
            if self.standing(attempt).stage == "to_rate":
                self._browser.submit(page, page, fields)
            if self.standing(attempt).stage == "to_confirm":
                self._browser.submit(page, f"/attempts/{attempt}/confirm", fields)

        persistently(act)

    def decide(self, attempt: str, reason: str) -> None:
        """As a certifying officer, decide as the ratings and the pass rule say."""
        page = f"/attempts/{attempt}/decide"

        def act() -> None:
            standing = self.standing(attempt)
            if standing.stage != "to_decide":
                return
            outcome = "competent" if standing.passes else "not_yet_competent"
            fields = {"outcome": outcome, "reason": "" if standing.passes else reason}
            self._browser.submit(page, page, fields)

        persistently(act)

    def await_standing(
        self, attempt: str, arrived: Callable[[Standing], bool], within_s: float
    ) -> Standing:
        """Wait until the attempt stands at the server as `arrived` wants. Raises DemoError."""
        end = time.monotonic() + within_s
        while True:
            standing = persistently(lambda: self.standing(attempt))
            if arrived(standing):
                return standing
            if time.monotonic() > end:
                raise DemoError(
                    f"After {within_s:.0f} s attempt {attempt} is still {standing.state}, "
                    f"{standing.stage}; see the logs folder."
                )
            time.sleep(POLL_S)

    def standing(self, attempt: str) -> Standing:
        """Where the attempt stands now; state "unknown" while nothing of it has arrived."""
        found: dict[str, Any] | None = self._browser.json_if_there(f"/api/attempts/{attempt}")
        if found is None:
            return Standing("unknown", "", None, None, False)
        decision, certificate, outcome = found["decision"], found["certificate"], found["outcome"]
        return Standing(
            state=found["attempt"]["state"],
            stage=found["attempt"]["stage"],
            decision=decision["outcome"] if decision else None,
            certificate=certificate["id"] if certificate else None,
            passes=bool(outcome and outcome["passed"]),
        )

    def fetch(self, path: str) -> bytes:
        """Download something this person may see."""
        return persistently(lambda: self._browser.page(path).content)


def fetch_public(base_url: str, path: str) -> bytes:
    """Download something that anybody may see, without logging in."""

    def act() -> bytes:
        answer = httpx.get(base_url + path, timeout=20.0)
        if answer.status_code != httpx.codes.OK:
            raise DemoError(f"{path} answered HTTP {answer.status_code}.")
        return answer.content

    return persistently(act)
