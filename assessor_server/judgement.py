"""Rating and deciding: the rules of ISO/IEC 17024 as functions over the store.

Rater, officer and trainer of an attempt are different people; the first rating is blind; only a
sealed attempt whose chain holds is judged; there is one decision.
"""

from collections.abc import Mapping, Sequence

import msgspec
from sqlalchemy import Connection, insert, select, update

from assessor_server import audit
from assessor_server.accounts import User, find_login
from assessor_server.attempts import Attempt, find_attempt
from assessor_server.candidates import trainers_of
from assessor_server.errors import RefusedError
from assessor_server.provenance import LinkState, Provenance
from assessor_server.store.tables import attempts, decisions, ratings
from scenarios import (
    Criterion,
    Outcome,
    Pack,
    Rating,
    RatingError,
    Scheme,
    asks_for_number,
    bands_near,
    combine,
    score_typed,
)

COMPETENT = "competent"
NOT_YET_COMPETENT = "not_yet_competent"
LONGEST_NOTE = 2000


class JudgementError(RefusedError):
    """A judgement the rules do not allow."""


class NotYoursError(JudgementError):
    """Another person has to do this."""


class NotNowError(JudgementError):
    """The attempt is not in a state in which this can be done."""


class IncompleteError(JudgementError):
    """What was handed in lacks something or says something the pack does not know."""


class Given(msgspec.Struct, frozen=True):
    """What a person gives one criterion: a band or level, or None when the evidence does not show
    it; then, and when a rating is amended, the note says why.

    `value` is what they read from a hand tool where the criterion asks for a number, in its unit.
    """

    criterion: str
    band: str | None
    note: str = ""
    value: float | None = None


class Decision(msgspec.Struct, frozen=True):
    """What an officer decided about an attempt, and why."""

    attempt: str
    officer: int
    outcome: str
    reason: str
    decided_at: str


def require_may_rate(connection: Connection, attempt: Attempt, by: User) -> None:
    """Raise unless this person may rate this attempt now (or confirm their own rating)."""
    _require_role(by, "assessor")
    _require_no_trainer(connection, attempt, by)
    _require_judgeable(attempt)
    raters = raters_of(connection, attempt.id)
    if raters and by.id not in raters:
        raise NotYoursError(
            "other_rater", "Another assessor is rating this attempt: choose one from the queue."
        )


def rate_blind(
    connection: Connection,
    pack: Pack,
    provenance: Provenance,
    *,
    attempt: str,
    given: Sequence[Given],
    by: User,
    now: str,
) -> None:
    """Store the first rating of every criterion, made before the AI's is shown.

    Raises NotYoursError, NotNowError, IncompleteError; then nothing is stored.
    """
    about = find_attempt(connection, attempt)
    require_may_rate(connection, about, by)
    if about.stage != "to_rate":
        raise NotNowError("already_rated", "You rated this attempt: confirm or amend it now.")
    _require_whole(provenance)
    _require_complete(pack, given)
    _store(connection, attempt, given, by, blind=True, now=now)
    _move(connection, attempt, "to_confirm")
    audit.record(
        connection,
        at=now,
        who=by.login,
        act="attempt.rated",
        subject=attempt,
        body={
            "blind": True,
            "bands": {item.criterion: item.band for item in given},
            "numbers": _numbers(given),
        },
    )


def confirm_rating(
    connection: Connection,
    pack: Pack,
    *,
    attempt: str,
    given: Sequence[Given],
    by: User,
    now: str,
) -> None:
    """Store the rating after the AI's was shown: confirmed, or amended with a note. Both are kept.

    Raises NotYoursError, NotNowError, IncompleteError; then nothing is stored.
    """
    about = find_attempt(connection, attempt)
    require_may_rate(connection, about, by)
    if about.stage != "to_confirm":
        raise NotNowError("not_rated_blind", "Rate the attempt before the AI's scores are shown.")
    _require_complete(pack, given)
    first = ratings_of(connection, attempt, blind=True)
    amended = [
        item
        for item in given
        if (item.band, item.value) != (first[item.criterion].band, first[item.criterion].value)
    ]
    for item in amended:
        if not item.note.strip():
            raise IncompleteError(
                "amended_without_note", f"Say in a note why {item.criterion} is rated anew."
            )
    _store(connection, attempt, given, by, blind=False, now=now)
    _move(connection, attempt, "to_decide")
    audit.record(
        connection,
        at=now,
        who=by.login,
        act="rating.confirmed",
        subject=attempt,
        body={
            "amended": {item.criterion: item.band for item in amended},
            "numbers": _numbers(amended),
        },
    )


def require_may_decide(connection: Connection, attempt: Attempt, by: User) -> None:
    """Raise unless this person may decide this attempt now."""
    _require_role(by, "certifying_officer")
    if by.id in raters_of(connection, attempt.id):
        raise NotYoursError(
            "you_rated", "You rated this attempt, so another certifying officer has to decide it."
        )
    _require_no_trainer(connection, attempt, by)
    _require_judgeable(attempt)
    if attempt.stage != "to_decide":
        raise NotNowError("not_rated_yet", "An assessor has to rate this attempt first.")


def decide(
    connection: Connection,
    pack: Pack,
    scheme: Scheme,
    provenance: Provenance,
    *,
    attempt: str,
    outcome: str,
    reason: str,
    by: User,
    now: str,
) -> Decision:
    """Store the one decision about an attempt.

    Raises NotYoursError, NotNowError, IncompleteError (competent against the pass rule, or not yet
    competent without a reason); then nothing is stored.
    """
    about = find_attempt(connection, attempt)
    require_may_decide(connection, about, by)
    _require_whole(provenance)
    if outcome not in (COMPETENT, NOT_YET_COMPETENT):
        raise IncompleteError("no_outcome", "Choose competent or not yet competent.")
    if outcome == COMPETENT and not passes(outcome_of(connection, pack, attempt), scheme):
        raise IncompleteError(
            "pass_rule", "The ratings do not reach the pass rule: decide not yet competent."
        )
    clean = _clean_note(reason)
    if outcome == NOT_YET_COMPETENT and not clean:
        raise IncompleteError("no_reason", "Say why, so that the candidate knows what to practise.")
    decision = Decision(attempt, by.id, outcome, clean, now)
    connection.execute(insert(decisions).values(**msgspec.structs.asdict(decision)))
    _move(connection, attempt, "decided")
    audit.record(
        connection,
        at=now,
        who=by.login,
        act="attempt.decided",
        subject=attempt,
        body={"outcome": outcome},
    )
    return decision


def raters_of(connection: Connection, attempt: str) -> frozenset[int]:
    """The ids of the people who rated this attempt."""
    query = select(ratings.c.rater).where(ratings.c.attempt == attempt).distinct()
    return frozenset(connection.execute(query).scalars())


def ratings_of(connection: Connection, attempt: str, *, blind: bool) -> dict[str, Given]:
    """The first (blind) or the final ratings, by criterion."""
    query = select(ratings).where(ratings.c.attempt == attempt, ratings.c.blind.is_(blind))
    return {
        row.criterion: Given(row.criterion, row.band, row.note, row.value)
        for row in connection.execute(query)
    }


def decision_of(connection: Connection, attempt: str) -> Decision | None:
    row = connection.execute(select(decisions).where(decisions.c.attempt == attempt)).one_or_none()
    return None if row is None else Decision(**row._mapping)


def outcomes_of(connection: Connection, judged: Sequence[str]) -> dict[str, str]:
    """What was decided about these attempts, by attempt."""
    query = select(decisions.c.attempt, decisions.c.outcome).where(decisions.c.attempt.in_(judged))
    return {row.attempt: row.outcome for row in connection.execute(query)}


def outcome_of(connection: Connection, pack: Pack, attempt: str) -> Outcome:
    """What the pack's pass rule says about the final ratings."""
    final = ratings_of(connection, attempt, blind=False)
    return combine(
        pack,
        {name: Rating(name, item.band, item.note) for name, item in final.items() if item.band},
    )


def passes(outcome: Outcome, scheme: Scheme) -> bool:
    """Whether ratings reach both the pack's pass rule and the scheme's cut share."""
    return outcome.passed and outcome.share >= scheme.cut_share


def may_see_ai(connection: Connection, attempt: Attempt, by: User) -> bool:
    """Whether showing the AI's scores to this person can no longer sway the first rating."""
    if attempt.stage == "to_confirm":
        return by.id in raters_of(connection, attempt.id)
    return attempt.stage in ("to_decide", "decided")


def _require_role(by: User, role: str) -> None:
    if role not in by.roles:
        raise NotYoursError(f"no_{role}", f"This needs the role {role}: log in with it.")


def _require_no_trainer(connection: Connection, attempt: Attempt, by: User) -> None:
    named = (attempt.trainer or "").strip()
    trainer = find_login(connection, named.lower()) if named else None
    trained = (
        by.id in trainers_of(connection, attempt.candidate)
        or (trainer is not None and trainer.id == by.id)
        or named.casefold() == by.name.casefold()
    )
    if trained:
        raise NotYoursError(
            "you_trained", "You trained this candidate, so somebody else has to judge the attempt."
        )


def _require_judgeable(attempt: Attempt) -> None:
    if attempt.state == "broken":
        raise NotNowError(
            "broken", "The attempt's log was altered: it cannot be judged, only repeated."
        )
    if attempt.state in ("voided", "refused"):
        raise NotNowError("ended", "The attempt ended without a result: nothing is to be judged.")
    if attempt.state != "sealed":
        raise NotNowError("not_sealed", "The attempt is not sealed yet: wait for the kiosk.")
    if attempt.stage == "decided":
        raise NotNowError("already_decided", "This attempt is decided: there is one decision.")


def _require_whole(provenance: Provenance) -> None:
    if provenance.broken:
        raise NotNowError(
            "broken", "A link from the sensor to the seal is broken: the test must be repeated."
        )
    states = {link.name: link.state for link in provenance.links}
    if states.get("evidence") is LinkState.ERASED:
        raise NotNowError("erased", "The candidate's data was erased: nothing can be judged.")
    if provenance.waiting:
        raise NotNowError("evidence_waiting", "Pictures are still missing: wait for the kiosk.")


def _require_complete(pack: Pack, given: Sequence[Given]) -> None:
    by_criterion: Mapping[str, Given] = {item.criterion: item for item in given}
    if len(by_criterion) != len(given) or set(by_criterion) != {c.id for c in pack.criteria}:
        raise IncompleteError("criteria", "Rate every criterion once.")
    for criterion in pack.criteria:
        item = by_criterion[criterion.id]
        if item.band is not None and item.band not in {c.band for c in criterion.choices}:
            raise IncompleteError("unknown_band", f"Choose a band of the list for {criterion.id}.")
        if item.value is not None or (item.band and asks_for_number(criterion, pack)):
            _require_number(pack, criterion, item)
        if item.band is None and not item.note.strip():
            raise IncompleteError(
                "unseen_without_note", f"Say in a note what keeps you from judging {criterion.id}."
            )


def _require_number(pack: Pack, criterion: Criterion, item: Given) -> None:
    """Raise unless a number belongs here, can be true, and the band is the one it makes."""
    if item.value is None:
        raise IncompleteError("no_number", f"Type what the tool showed for {criterion.id}.")
    if not asks_for_number(criterion, pack):
        raise IncompleteError("number_not_asked", f"{criterion.id} takes no number: choose a band.")
    try:
        score = score_typed(pack, criterion, item.value)
    except RatingError as problem:
        raise IncompleteError("odd_number", str(problem)) from problem
    if score.band is not None:
        allowed = {score.band}
    else:
        allowed = {band.id for band in bands_near(criterion, item.value, score.U or 0.0)}
    if item.band not in allowed:
        raise IncompleteError(
            "on_the_limit" if score.band is None else "other_band",
            f"Choose for {criterion.id} the band that the number lies in: {sorted(allowed)}.",
        )


def _numbers(given: Sequence[Given]) -> dict[str, float]:
    return {item.criterion: item.value for item in given if item.value is not None}


def _store(
    connection: Connection,
    attempt: str,
    given: Sequence[Given],
    by: User,
    *,
    blind: bool,
    now: str,
) -> None:
    connection.execute(
        insert(ratings),
        [
            {
                "attempt": attempt,
                "criterion": item.criterion,
                "rater": by.id,
                "blind": blind,
                "band": item.band,
                "value": item.value,
                "note": _clean_note(item.note),
                "rated_at": now,
            }
            for item in given
        ],
    )


def _clean_note(note: str) -> str:
    clean = note.replace("\r\n", "\n").strip()
    if len(clean) > LONGEST_NOTE:
        raise IncompleteError("long_note", f"Shorten the note to {LONGEST_NOTE} characters.")
    return clean


def _move(connection: Connection, attempt: str, stage: str) -> None:
    connection.execute(update(attempts).where(attempts.c.id == attempt).values(stage=stage))
