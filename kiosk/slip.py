"""Room: kiosk. What stands on the slip a candidate takes home: no name, no measure, no outcome."""

from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_datetime

from kiosk.texts import load_catalogue


@dataclass(frozen=True)
class Slip:
    """The slip of one attempt, in the candidate's language.

    `scan` is what its QR code says: where to ask how far the test has come (`leads_on`), or, where
    the server has no such page, the candidate's code, with which they check in the next time.
    """

    code: str
    test: str
    centre: str
    at: datetime
    language: str
    scan: str
    leads_on: bool

    def lines(self) -> list[tuple[str, str]]:
        """The words from top to bottom, each with the style it is set in."""
        say = load_catalogue(self.language).say
        moment = format_datetime(self.at, "d MMM y, HH:mm", locale=self.language)
        return [
            ("name", say("app.name")),
            ("small", self.centre),
            ("rule", ""),
            ("strong", self.test),
            ("small", moment),
            ("small", say("slip.code")),
            ("code", self.code),
            ("rule", ""),
            ("body", say("slip.next")),
            ("qr", self.scan),
            ("small", say("slip.ask" if self.leads_on else "slip.again")),
        ]

    def text(self) -> str:
        """The slip in words, for the log of a person in charge and for reading aloud."""
        return "\n".join(words for style, words in self.lines() if words and style != "qr")
