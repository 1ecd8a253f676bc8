"""One attempt: what is known of it, its pictures, and the result as the candidate gets it."""

from collections.abc import Sequence

from fastapi import APIRouter, Depends
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from assessor_server.accounts import find_user
from assessor_server.attempts import (
    Attempt,
    EvidenceMissingError,
    EvidencePiece,
    ai_scores_of,
    cameras_missed,
    events_of,
    evidence_chunks,
    evidence_of,
    find_attempt,
    start_of,
)
from assessor_server.centres import find_centre
from assessor_server.issued import certificate_of
from assessor_server.judgement import (
    NotNowError,
    decision_of,
    may_see_ai,
    outcome_of,
    raters_of,
    ratings_of,
)
from assessor_server.sessions import Session
from assessor_server.store import reading
from assessor_server.web.console import Console
from assessor_server.web.gate import Con, Person, person_with
from assessor_server.web.pages import page

router = APIRouter()

SHOWN_INLINE = ("image/jpeg", "image/png", "image/webp", "video/mp4", "video/webm")
CERTIFICATE_READERS = frozenset({"coordinator", "certifying_officer", "auditor"})
JUDGES = ("assessor", "certifying_officer", "auditor")


@router.get("/attempts/{id}", dependencies=[Depends(person_with(*JUDGES))])
def show(request: Request, console: Con, session: Person, id: str) -> Response:
    with reading(console.engine) as connection:
        attempt = find_attempt(connection, id)
        values = about(connection, console, session, attempt)
        values["provenance"] = (
            console.provenance_of(connection, attempt) if attempt.state == "sealed" else None
        )
    return page(request, "attempt.html", values)


@router.get("/attempts/{id}/evidence/{digest}", dependencies=[Depends(person_with(*JUDGES))])
def picture(console: Con, session: Person, id: str, digest: str) -> Response:
    """A picture or clip; the annotated one only once it can no longer sway the first rating."""
    with reading(console.engine) as connection:
        attempt = find_attempt(connection, id)
        pieces = evidence_of(connection, id, events_of(connection, id))
        piece = next((piece for piece in pieces if piece.digest == digest), None)
        if piece is None or piece not in visible(connection, session, attempt, pieces):
            raise EvidenceMissingError("This attempt has no such evidence: go back to its page.")
        chunks = evidence_chunks(connection, console.vault, console.files, id, digest)
    headers = {"Content-Length": str(piece.size), "Content-Security-Policy": "sandbox"}
    if piece.media_type not in SHOWN_INLINE:
        headers["Content-Disposition"] = f'attachment; filename="{digest[:16]}"'
    return StreamingResponse(chunks, media_type=piece.media_type, headers=headers)


@router.get(
    "/attempts/{id}/result",
    dependencies=[Depends(person_with("coordinator", *JUDGES))],
)
def result(request: Request, console: Con, session: Person, id: str) -> Response:
    """What the candidate is told: kind words, what went well, what to practise, what comes next."""
    with reading(console.engine) as connection:
        attempt = find_attempt(connection, id)
        if attempt.stage != "decided":
            raise NotNowError("not_decided", "This attempt is not decided yet: come back later.")
        values = about(connection, console, session, attempt)
    return page(request, "result.html", values)


def about(
    connection: Connection, console: Console, session: Session, attempt: Attempt
) -> dict[str, object]:
    """What every page about an attempt shows; AI scores only to those whom they cannot sway."""
    events = events_of(connection, attempt.id)
    pieces = evidence_of(connection, attempt.id, events)
    pack = console.packs.get(attempt.pack_digest)
    final = ratings_of(connection, attempt.id, blind=False)
    decision = decision_of(connection, attempt.id)
    raters = (find_user(connection, rater) for rater in raters_of(connection, attempt.id))
    centre = find_centre(connection, attempt.centre)
    ai_shown = may_see_ai(connection, attempt, session.user)
    return {
        "attempt": attempt,
        "pack": pack,
        "events": events,
        "started": start_of(events),
        "missed": cameras_missed(events),
        "centre": centre.name if centre else attempt.centre,
        "pieces": visible(connection, session, attempt, pieces),
        "hidden": not ai_shown,
        "scores": ai_scores_of(connection, attempt.id) if ai_shown else {},
        "first": ratings_of(connection, attempt.id, blind=True) if ai_shown else {},
        "final": final,
        "raters": [user for user in raters if user],
        "outcome": outcome_of(connection, pack, attempt.id) if pack and final else None,
        "decision": decision,
        "officer": find_user(connection, decision.officer) if decision else None,
        "certificate": certificate_of(connection, attempt.id),
        "reads_certificates": bool(session.user.roles & CERTIFICATE_READERS),
    }


def visible(
    connection: Connection, session: Session, attempt: Attempt, pieces: Sequence[EvidencePiece]
) -> list[EvidencePiece]:
    """The pieces this person may see now, raw pictures first."""
    shown = list(pieces)
    if not may_see_ai(connection, attempt, session.user):
        shown = [piece for piece in pieces if piece.role != "annotated"]
    order = {"photo": 0, "annotated": 1, "clip": 2, "track": 3, "truth": 4}
    return sorted(shown, key=lambda piece: order.get(piece.role, 5))
