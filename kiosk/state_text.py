"""Room: kiosk. How sending stands, in one sentence a person understands."""

from datetime import datetime, tzinfo

from babel.dates import format_date, format_time

from kiosk.backlog import Backlog
from kiosk.texts import Catalogue


def say_state(
    texts: Catalogue,
    backlog: Backlog,
    last_contact: str | None,
    *,
    now: datetime,
    zone: tzinfo | None = None,
) -> str:
    """Like «3 pruebas por enviar, último contacto 14:02».

    Times are those of `zone` (None: this machine's); of another day, the date is said too.
    """
    return f"{_waiting(texts, backlog.attempts)}, {_contact(texts, last_contact, now, zone)}"


def _waiting(texts: Catalogue, attempts: int) -> str:
    if attempts == 0:
        return texts.say("link.none")
    return texts.say("link.one") if attempts == 1 else texts.say("link.several", count=attempts)


def _contact(texts: Catalogue, at: str | None, now: datetime, zone: tzinfo | None) -> str:
    if at is None:
        return texts.say("link.never")
    moment = datetime.fromisoformat(at).astimezone(zone)
    time = format_time(moment, "HH:mm", locale=texts.language)
    if moment.date() == now.astimezone(zone).date():
        return texts.say("link.today", time=time)
    day = format_date(moment, "d MMM", locale=texts.language)
    return texts.say("link.earlier", day=day, time=time)
