"""What a signed certificate states, and the one rule that turns it into a verdict."""

from __future__ import annotations

from datetime import datetime

import msgspec

from certificates.errors import CertificateError
from certificates.keyset import KeyEntry, Keyset
from certificates.record import State, Verdict, stamp
from certificates.scheme_title import InLanguages
from certificates.status_lookup import CLOCK_SKEW, Answer, StatusLists


class RefusalError(CertificateError):
    """Why something is not a certificate of ours: a state and a reason code."""

    def __init__(self, state: State, reason: str) -> None:
        super().__init__(f"{state}: {reason}; ask the holder for the original certificate.")
        self.state = state
        self.reason = reason


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """What a certificate says, whichever form it came in; its signature has been checked."""

    form: str
    entry: KeyEntry
    certificate_id: str
    holder_name: str
    competency: InLanguages | None  # None: left to the keyset, which does not say it
    level: InLanguages | None
    assessed_on: str
    issued_at: datetime
    expires_at: datetime
    seal_digest: str
    status_list: int
    status_index: int
    endorsed_by: str | None = None


def refused(refusal: RefusalError, form: str | None = None) -> Verdict:
    """The verdict on something that proved nothing: it repeats none of what it says."""
    return Verdict(state=refusal.state, reason=refusal.reason, form=form)


def check_authority(entry: KeyEntry, signed_at: datetime) -> None:
    """Raise RefusalError unless the key was in force when it signed, and was for certificates."""
    if entry.purpose != "certificate":
        raise RefusalError(State.FORGED, "wrong_purpose")
    reason = entry.reason_against(signed_at)
    if reason is not None:
        raise RefusalError(State.FORGED, reason)


def judge(
    statement: Statement,
    keyset: Keyset,
    status: StatusLists | None,
    now: datetime,
    language: str = "es",
) -> Verdict:
    """The verdict on a genuine certificate at a moment.

    Withdrawn comes first and needs no fresh list; then expired, which needs no list at all; and
    green only when the keyset is in date, the clock is credible, and a fresh list says valid.
    """
    place = statement.status_list, statement.status_index
    answer = Answer(None, "status_missing") if status is None else status.look_up(*place, now)
    state, reason = _conclude(statement, keyset, answer, now)
    entry = statement.entry
    age = None if answer.checked_at is None else int((now - answer.checked_at).total_seconds())
    return Verdict(
        state=state,
        reason=reason,
        form=statement.form,
        certificate_id=statement.certificate_id,
        holder_name=statement.holder_name,
        competency=_said(statement.competency, language),
        level=_said(statement.level, language),
        scheme=entry.scheme,
        centre=entry.centre,
        centre_name=keyset.centres.get(entry.centre or ""),
        organisation=entry.issuer,
        organisation_name=keyset.issuers[entry.issuer],
        assessed_on=statement.assessed_on,
        issued_at=stamp(statement.issued_at),
        expires_at=stamp(statement.expires_at),
        seal_digest=statement.seal_digest,
        endorsed_by=statement.endorsed_by,
        status_checked_at=None if answer.checked_at is None else stamp(answer.checked_at),
        status_age_s=None if age is None else max(age, 0),
    )


def _said(text: InLanguages | None, language: str) -> str | None:
    return None if text is None else text.in_language(language)


def _conclude(
    statement: Statement, keyset: Keyset, answer: Answer, now: datetime
) -> tuple[State, str]:
    if answer.state is State.WITHDRAWN:
        return State.WITHDRAWN, "withdrawn"
    if now > statement.expires_at:
        return State.EXPIRED, "expired"
    if now > keyset.valid_until:
        return State.NOT_CHECKED, "keyset_expired"
    if statement.competency is None or statement.level is None:
        return State.NOT_CHECKED, "title_missing"
    if statement.issued_at > now + CLOCK_SKEW:
        return State.NOT_CHECKED, "clock_behind"
    if answer.state is None:
        return State.NOT_CHECKED, answer.reason
    return answer.state, answer.reason
