"""A web server that delivers the verifier page and what it checks with, and can be spoiled."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from certificate_world import KEYS, RECORD, SUSPENDED_PLACE, WITHDRAWN_PLACE, build_world, changed
from msgspec.structs import replace
from playwright.sync_api import Page, expect

from certificates import (
    PAGE_HEADERS,
    Issued,
    KeyEntry,
    Keyset,
    SigningKey,
    State,
    build_keyset,
    issue,
    load_keyset,
    next_content,
    page_config,
    publish_lists,
    verifier_files,
)
from certificates.qr import qr_text, read_qr_text
from certificates.record import CertificateRecord
from certificates.scheme_sheets import AssessedCriterion, AssessedTest, SchemeSheet, sign_schemes
from certificates.sd_jwt import build_sd_jwt

expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong

PLACES = {"suspended": SUSPENDED_PLACE, "withdrawn": WITHDRAWN_PLACE, "valid": 40123}


@dataclass
class Site:
    """A web server that delivers the page and what it checks with, and can be spoiled."""

    files: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    base: str = ""
    down: bool = False  # the network is cut: connections are closed without a word
    keyset: Keyset | None = None
    record: CertificateRecord = RECORD
    issued: Issued | None = None

    def publish(self, *, now: datetime, lifetime: timedelta = timedelta(days=7)) -> None:
        assert self.keyset is not None
        statuses = {SUSPENDED_PLACE: State.SUSPENDED, WITHDRAWN_PLACE: State.WITHDRAWN}
        lists = publish_lists(1, statuses, KEYS["status"], self.keyset, now=now, lifetime=lifetime)
        for path, data in lists.files().items():
            self.files[path] = (data, "application/octet-stream")

    def sign(self, key: str = "root", *, titled: bool = True) -> None:
        now = datetime.now(UTC)
        year = {
            "valid_from": (now - timedelta(days=30)).isoformat(),
            "valid_until": (now + timedelta(days=365)).isoformat(),
        }
        content = next_content(
            build_world(titled=titled), issued_at=now, valid_until=now + timedelta(days=90)
        )
        keys = [replace(entry, ended_from=None, **year) for entry in content.keys]
        keys.append(KeyEntry.of(WALLET.public_key, purpose="wallet", issuer="incaf", **year))
        data = build_keyset(KEYS[key], replace(content, base_url=self.base, keys=keys))
        self.files["/keyset.json"] = (data, "application/json")
        self.keyset = load_keyset(data)

    def link(self, name: str = "valid", **fields: Any) -> str:
        assert self.keyset is not None
        now = datetime.now(UTC)
        times = {
            "issued_at": (now - timedelta(days=2)).isoformat(),
            "expires_at": (now + timedelta(days=900)).isoformat(),
            "assessed_on": "",
            "status_index": PLACES[name],
        }
        self.record = changed(**{**times, **fields})
        self.issued = issue(self.record, KEYS["issuing"], self.keyset)
        return self.issued.qr_text

    def sd_jwt(self) -> str:
        """The last certificate's form for a wallet, with everything disclosed."""
        assert self.keyset is not None
        return build_sd_jwt(self.record, WALLET, self.keyset, now=datetime.now(UTC))


WALLET = SigningKey(bytes([200]) * 32)
SHEET = SchemeSheet(
    title={"es": "Montaje de mesa", "en": "Table setting", "fr": "Dressage de table"},
    level={"es": "Básico", "en": "Basic", "fr": "De base"},
    units=(
        {"es": "Preparar el comedor", "en": "Prepare the dining area", "fr": "Préparer la salle"},
    ),
    tests=(
        AssessedTest(
            {"es": "Poner la mesa", "en": "Set a table", "fr": "Mettre la table"},
            (
                AssessedCriterion(
                    {
                        "es": "Plato al borde de la mesa",
                        "en": "Plate to the table's edge",
                        "fr": "Assiette au bord de la table",
                    },
                    critical=True,
                ),
            ),
        ),
    ),
    validity_months=36,
    isco_08="5131",
)


@contextmanager
def served() -> Iterator[Site]:
    """A site on a free port, signed and published today."""
    made = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.split("?")[0]
            made.asked.append(path)
            if made.down:
                self.close_connection = True
                return
            body, media_type = made.files.get(path, (b"", ""))
            self.send_response(200 if media_type else 404)
            for name, value in PAGE_HEADERS.items():
                self.send_header(name, value)
            self.send_header("Content-Type", media_type or "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with suppress(BrokenPipeError):  # the page may leave before it has read all
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.base = f"http://127.0.0.1:{server.server_port}"
    made.files.update(verifier_files())
    made.sign()
    assert made.keyset is not None
    made.files["/v/config.json"] = (page_config(made.keyset), "application/json")
    made.publish(now=datetime.now(UTC))
    sheets = sign_schemes({"mesa-1": SHEET}, KEYS["status"], now=datetime.now(UTC))
    made.files["/schemes.cose"] = (sheets, "application/cose")
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()


def answer(page: Page, link: str) -> tuple[str | None, str | None]:
    page.goto("about:blank")
    page.goto(link)
    verdict = page.locator("#verdict")
    expect(verdict).to_be_visible()
    return verdict.get_attribute("data-state"), verdict.get_attribute("data-reason")


def forged(link: str) -> str:
    address, cose = read_qr_text(link)
    return qr_text(address, cose[:-1] + bytes([cose[-1] ^ 1]))  # a bit of the signature
