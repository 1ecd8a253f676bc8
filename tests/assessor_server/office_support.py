"""An office: a server, its people and a kiosk that delivers attempts as the intake stores them."""

import hashlib
import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import insert, select, update

from assessor_server.accounts import User, find_login
from assessor_server.candidates import register
from assessor_server.enrolment import Enrolled
from assessor_server.intake.ledger import Delivery, Ledger
from assessor_server.intake.scribe import Scribe
from assessor_server.intake.sealed_writer import SealedWriter
from assessor_server.sessions import start_session
from assessor_server.store import passages, reading, tables, writing
from assessor_server.web.console import Console
from assessor_server.web.gate import SESSION_COOKIE
from protocol import Event, SealKey, append, encode_event, encode_seal, sign_seal, utc_text
from protocol.chain import verify_chain
from protocol.messages import Entries, Entry
from scenarios import Pack, PersonSeen, load_pack, propose_scores

PACK = load_pack("construction/ppe_check")
DIGEST = "ab" * 32
PASSWORD = "a long password for tests"
BASE_URL = "http://testserver"
PEOPLE = {
    "carla": ("Carla Coordinadora", ["coordinator"]),
    "ana": ("Ana Evaluadora", ["assessor"]),
    "alba": ("Alba Evaluadora", ["assessor"]),
    "oscar": ("Óscar Certificador", ["certifying_officer"]),
    "berta": ("Berta de Ambos", ["assessor", "certifying_officer"]),
    "aud": ("Aud Auditor", ["auditor"]),
    "adela": ("Adela Administradora", ["administrator"]),
}
PHOTO = b"\xff\xd8\xff\xe0 a photo" * 50
ANNOTATED = b"\xff\xd8\xff\xe0 the photo with what was measured" * 50


def person(helmet: float | None = 0.9, vest: float | None = 0.9) -> PersonSeen:
    """A person seen with or without (None) helmet and vest."""
    return PersonSeen(
        frame="f0",
        box=[10.0, 10.0, 100.0, 300.0],
        helmet=helmet,
        no_helmet=None if helmet else 0.9,
        vest=vest,
        no_vest=None if vest else 0.9,
    )


@dataclass
class Office:
    """A server of one centre, its people, and one kiosk that delivers attempts."""

    directory: Path
    console: Console
    kiosk: Enrolled
    seal_key: SealKey
    app: FastAPI
    _clients: dict[str, TestClient] = field(default_factory=dict)

    def user(self, login: str) -> User:
        with reading(self.console.engine) as connection:
            found = find_login(connection, login)
        assert found is not None
        return found

    def candidate(self, name: str = "Rosa Imelda Ayala", trainers: Sequence[str] = ()) -> str:
        with writing(self.console.engine) as connection:
            made = register(
                connection,
                self.console.vault,
                name=name,
                centre="zacatecoluca",
                trainers=[self.user(login).id for login in trainers],
                by=self.user("carla"),
                now=utc_text(),
            )
        return made.code

    def attempt(
        self,
        candidate: str | None = None,
        *,
        seen: PersonSeen | None = None,
        trainer: str | None = None,
        tamper: bool = False,
        evidence: bool = True,
        seal: bool = True,
        pack: Pack = PACK,
        also: Sequence[tuple[str, dict[str, object]]] = (),
    ) -> str:
        """Deliver one attempt, of the protective equipment check or another pack; give its id.

        `also` is written before the scores.
        """
        code = candidate or self.candidate()
        attempt = str(uuid.uuid4())
        events = _events(attempt, code, seen or person(), trainer, pack, also)
        bodies = [encode_event(event) for event in events]
        if tamper:
            bodies[3] = bodies[3].replace(b'"seconds":4.0', b'"seconds":1.0')
        entries = [Entry("event", body) for body in bodies]
        if seal:
            head = verify_chain(events)
            entries.append(
                Entry("seal", encode_seal(sign_seal(attempt, len(events), head, self.seal_key)))
            )
        message = Entries(stream=str(uuid.uuid4()), first_seq=1, entries=entries)
        ledger = Ledger(self.console.engine)
        ledger.judge(Delivery(self.kiosk, b"peer", message))
        page = ledger.turn()
        assert page is not None
        Scribe(self.console.engine, self.console.vault).write(page)
        if evidence:
            for data in (PHOTO, ANNOTATED):
                self.store_evidence(attempt, code, data)
        return attempt

    def alter_event(self, attempt: str, n: int, change: Callable[[bytes], bytes | None]) -> None:
        """Change an event on the server's disk, or (None) take it out."""
        held = tables.passages
        with writing(self.console.engine) as connection:
            (row,) = connection.execute(select(held).where(held.c.attempt == attempt)).all()
            lines = passages.lines_of(row.body)
            altered = change(lines[n])
            lines[n : n + 1] = [] if altered is None else [altered]
            connection.execute(
                update(held)
                .where(held.c.attempt == attempt)
                .values(body=passages.joined(lines), count=len(lines))
            )

    def store_evidence(self, attempt: str, candidate: str, data: bytes) -> None:
        digest = hashlib.sha256(data).hexdigest()
        with writing(self.console.engine) as connection:
            key = self.console.vault.existing_key(connection, candidate)
            writer = SealedWriter(self.console.files.path(attempt, digest), digest, key)
            writer.append(data)
            writer.finish()
            connection.execute(
                insert(tables.evidence).values(
                    digest=digest,
                    attempt=attempt,
                    candidate=candidate,
                    size=len(data),
                    media_type="image/jpeg",
                    stored_bytes=len(data),
                    completed_at=utc_text(),
                )
            )

    def browser(self, login: str) -> "Browser":
        """A browser in which this person is logged in (without the slow password hash)."""
        if login not in self._clients:
            client = self.stranger().client
            with writing(self.console.engine) as connection:
                token = start_session(connection, self.user(login), now=utc_text())
            client.cookies.set(SESSION_COOKIE, token)
            self._clients[login] = client
        return Browser(self._clients[login])

    def stranger(self) -> "Browser":
        return Browser(TestClient(self.app, follow_redirects=False))


@dataclass
class Browser:
    """Acts as a browser does: opens pages, fills in their forms, sends them."""

    client: TestClient

    def get(self, path: str) -> Response:
        return self.client.get(path)

    def token(self, path: str) -> str:
        """The token in the forms of a page."""
        found = re.search(r'name="csrf" value="([^"]+)"', self.client.get(path).text)
        assert found is not None, path
        return found.group(1)

    def send(self, page: str, action: str, fields: dict[str, str]) -> Response:
        """Open a page and send a form of it."""
        return self.client.post(action, data={"csrf": self.token(page), **fields})

    def log_in(self, login: str, password: str) -> Response:
        return self.send("/log-in", "/log-in", {"login": login, "password": password})

    def rate(self, attempt: str, act: str = "rate", **bands: str) -> Response:
        chosen = {criterion.id: "worn" for criterion in PACK.criteria} | bands
        fields = {f"band.{name}": band for name, band in chosen.items()}
        fields |= {f"note.{name}": "as seen" for name in chosen}
        return self.send(f"/attempts/{attempt}/rate", f"/attempts/{attempt}/{act}", fields)

    def rate_fully(self, attempt: str, **bands: str) -> None:
        assert self.rate(attempt, **bands).status_code == 303
        assert self.rate(attempt, "confirm", **bands).status_code == 303

    def decide(self, attempt: str, outcome: str = "competent", reason: str = "") -> Response:
        return self.send(
            "/queue", f"/attempts/{attempt}/decide", {"outcome": outcome, "reason": reason}
        )


def _events(
    attempt: str,
    code: str,
    seen: PersonSeen,
    trainer: str | None,
    pack: Pack,
    also: Sequence[tuple[str, dict[str, object]]],
) -> list[Event]:
    started = {
        "scenario": pack.id,
        "version": pack.version,
        "pack_digest": pack.digest,
        "candidate": code,
        "centre": "zacatecoluca",
        "kiosk": "front desk",
        "language": "es",
        "trainer": trainer,
        "model_digests": {"ppe": DIGEST},
        "input": "photo",
        "judged": True,
    }
    agreed = {"text_digest": DIGEST, "language": "es"}
    scores = [_plain(score) for score in propose_scores(pack, [seen])]
    written: list[tuple[str, dict[str, object]]] = [
        ("attempt.started", started),
        ("consent.given", agreed),
        ("ai.acknowledged", agreed),
        ("step.finished", {"step": "dress", "seconds": 4.0}),
        ("step.started", {"step": "show"}),
        ("step.finished", {"step": "show", "seconds": 2.0}),
        ("evidence.captured", _captured(PHOTO, "photo")),
        ("observation.made", {"step": "show", "observations": [_plain(seen)]}),
        ("evidence.captured", _captured(ANNOTATED, "annotated")),
        *also,
        ("score.proposed", {"scores": scores, "pack_digest": pack.digest}),
        ("attempt.finished", {}),
    ]
    events: list[Event] = []
    for kind, body in written:
        previous = events[-1] if events else None
        events.append(append(previous, attempt=attempt, kind=kind, body=body))
    return events


def _captured(data: bytes, role: str) -> dict[str, object]:
    return {
        "digest": hashlib.sha256(data).hexdigest(),
        "media_type": "image/jpeg",
        "size": len(data),
        "role": role,
        "step": "show",
        "criterion": None,
    }


def _plain(value: object) -> dict[str, object]:
    plain: dict[str, object] = msgspec.to_builtins(value)
    return plain
