"""A step in a headset played again: the place, what was done, and where head and hands were."""

from typing import get_args

import msgspec
from fastapi import APIRouter, Depends
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from assessor_server.attempts import (
    Attempt,
    EvidenceMissingError,
    EvidencePiece,
    events_of,
    evidence_of,
    find_attempt,
)
from assessor_server.replaying import TRACK, replay_of
from assessor_server.store import reading
from assessor_server.web.gate import Con, Person, person_with
from assessor_server.web.headers import CONTENT_POLICY
from assessor_server.web.pages import page, words_for
from assessor_server.web.routes.attempts import JUDGES
from scenarios.plays.acts import Act

router = APIRouter(prefix="/attempts/{id}/replay/{digest}")

POLICY = f"{CONTENT_POLICY}; connect-src 'self'; font-src 'self'".replace(
    "img-src 'self'", "img-src 'self' blob: data:"
)
"""The page's script fetches the track and the place; nothing else is let in."""


@router.get("", dependencies=[Depends(person_with(*JUDGES))])
def show(request: Request, console: Con, session: Person, id: str, digest: str) -> Response:
    with reading(console.engine) as connection:
        attempt, track = _track(connection, id, digest)
    say = words_for(request)
    values = {
        "attempt": attempt,
        "track": track,
        "pack": console.packs.get(attempt.pack_digest),
        "words": {act: say(f"replay.act_{act}") for act in get_args(Act)},
    }
    answer = page(request, "replay.html", values)
    answer.headers["Content-Security-Policy"] = POLICY
    return answer


@router.get("/play.json", dependencies=[Depends(person_with(*JUDGES))])
def play(request: Request, console: Con, session: Person, id: str, digest: str) -> Response:
    """The place as the seed made it, and the acts; nothing of right and wrong."""
    with reading(console.engine) as connection:
        attempt, _ = _track(connection, id, digest)
        events = events_of(connection, id)
    pack = console.packs.get(attempt.pack_digest)
    replayed = replay_of(events, pack, digest, words_for(request).language)
    return Response(msgspec.json.encode(replayed), media_type="application/json")


def _track(connection: Connection, id: str, digest: str) -> tuple[Attempt, EvidencePiece]:
    """The attempt and its track of that digest. Raises EvidenceMissingError."""
    attempt = find_attempt(connection, id)
    for piece in evidence_of(connection, id, events_of(connection, id)):
        if piece.digest == digest and piece.role == TRACK:
            return attempt, piece
    raise EvidenceMissingError("This attempt has no such track: go back to its page.")
