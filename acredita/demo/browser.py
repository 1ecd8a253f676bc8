"""A person's browser without a screen: log in, read pages, fill in and send their forms."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any, TypeVar

import httpx

from acredita.errors import DemoError

T = TypeVar("T")

TIMEOUT_S = 20.0
RETRY_WITHIN_S = 45.0  # a server that was killed is started again in a few seconds
PAUSE_S = 0.3


@dataclass
class PageForm:
    """A form of a page: where it goes, and the fields it starts with."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


class _FormReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(PageForm(values.get("action", "")))
        elif tag == "input" and self.forms and values.get("type") == "hidden":
            self.forms[-1].fields[values.get("name", "")] = values.get("value", "")


class Browser:
    """One person at the console. Pages are read and forms sent as their own browser would."""

    def __init__(self, base_url: str) -> None:
        self._client = httpx.Client(
            base_url=base_url, timeout=TIMEOUT_S, follow_redirects=True, headers={"Accept": "*/*"}
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def log_in(self, login: str, password: str) -> None:
        """Log in. Raises DemoError when the console does not let this person in."""
        page = self.submit("/log-in", "/log-in", {"login": login, "password": password})
        if page.url.path == "/log-in":
            raise DemoError(f"The console does not let {login} in (HTTP {page.status_code}).")

    def page(self, path: str) -> httpx.Response:
        """Get a page or file. Raises DemoError for an answer other than 200."""
        answer = self._client.get(path)
        if answer.status_code != httpx.codes.OK:
            raise DemoError(f"{path} answered HTTP {answer.status_code}: {_title(answer.text)}")
        return answer

    def json_if_there(self, path: str) -> Any:
        """Get what the reading API says; None when it knows no such thing (yet)."""
        answer = self._client.get(path)
        return None if answer.status_code == httpx.codes.NOT_FOUND else self.page(path).json()

    def submit(self, path: str, action: str, fields: Mapping[str, str]) -> httpx.Response:
        """Open a page, fill in the form that goes to `action`, and send it.

        Raises DemoError when the page has no such form or the server refuses it.
        """
        reader = _FormReader()
        reader.feed(self.page(path).text)
        form = next((form for form in reader.forms if form.action == action), None)
        if form is None:
            raise DemoError(f"{path} has no form for {action}; is it somebody else's turn?")
        answer = self._client.post(action, data={**form.fields, **fields})
        if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
            raise DemoError(f"{action} answered HTTP {answer.status_code}.")
        if answer.is_client_error and answer.status_code != httpx.codes.UNAUTHORIZED:
            raise DemoError(f"{action} was refused: {_title(answer.text)}")
        return answer


def persistently(act: Callable[[], T]) -> T:
    """Do `act`, again and again while the server cannot be reached; `act` must be repeatable.

    Raises DemoError when the server stays away.
    """
    end = time.monotonic() + RETRY_WITHIN_S
    while True:
        try:
            return act()
        except httpx.TransportError as error:
            if time.monotonic() > end:
                raise DemoError(f"The server cannot be reached any more: {error}") from error
            time.sleep(PAUSE_S)


def _title(html: str) -> str:
    _, _, rest = html.partition("<h1")
    heading = rest.partition(">")[2].partition("<")[0]
    return " ".join(heading.split()) or html[:120]
