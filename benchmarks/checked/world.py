"""A deployment with keys in force today, and certificates of ordinary people."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from certificates import (
    Alignment,
    CertificateRecord,
    Issued,
    KeyEntry,
    Keyset,
    KeysetContent,
    PublishedLists,
    Result,
    SigningKey,
    StatusLists,
    build_keyset,
    issue,
    load_keyset,
    load_status,
    publish_lists,
)
from certificates.record import stamp
from certificates.scheme_title import InLanguages, SchemeTitle

BASE = "https://certificados.example"
TITLE = SchemeTitle(title=InLanguages(es="Montaje de mesa"), level=InLanguages(es="2"))
NAMES = (
    "Francisca Guadalupe Contreras Villanueva",  # forty letters
    "Ana López",
    "María José Hernández Pérez",
    "José Ángel Martínez de la O",
)


@dataclass(frozen=True)
class World:
    """Everything there is to check with."""

    keyset: Keyset
    lists: PublishedLists
    status: StatusLists
    key: SigningKey
    issued: tuple[Issued, ...]
    records: tuple[CertificateRecord, ...]
    now: datetime

    @classmethod
    def today(cls, base: str = BASE) -> "World":
        """Fresh keys, a keyset, a list and one certificate a name."""
        now = datetime.now(UTC)
        root, key, status_key = (SigningKey(bytes([n]) * 32) for n in (1, 2, 3))
        keyset = _keyset(base, now, root, key, status_key)
        lists = publish_lists(1, {}, status_key, keyset, now=now)
        records = tuple(_record(name, number, now) for number, name in enumerate(NAMES))
        return cls(
            keyset=keyset,
            lists=lists,
            status=load_status([lists.token], keyset),
            key=key,
            issued=tuple(issue(record, key, keyset) for record in records),
            records=records,
            now=now,
        )


def _keyset(
    base: str, now: datetime, root: SigningKey, key: SigningKey, status_key: SigningKey
) -> Keyset:
    term = {
        "valid_from": stamp(now - timedelta(days=9)),
        "valid_until": stamp(now + timedelta(365)),
    }
    content = KeysetContent(
        base_url=base,
        version=1,
        issued_at=stamp(now),
        valid_until=stamp(now + timedelta(days=90)),
        keys=[
            KeyEntry.of(
                key.public_key,
                purpose="certificate",
                issuer="incaf",
                centre="sv-zac",
                scheme="mesa-1",
                **term,
            ),
            KeyEntry.of(status_key.public_key, purpose="status", issuer="incaf", **term),
        ],
        issuers={"incaf": "Instituto Nacional de Capacitación y Formación"},
        centres={"sv-zac": "Centro de Formación Zacatecoluca"},
        schemes={"mesa-1": TITLE},
    )
    return load_keyset(build_keyset(root, content))


def _record(name: str, number: int, now: datetime) -> CertificateRecord:
    return CertificateRecord(
        id=f"7F3A-9C21-04DE-88B{number}",
        holder_name=name,
        scheme="mesa-1",
        scheme_name="Montaje de mesa de restaurante",
        competency="Montaje de mesa",
        level="2",
        centre="sv-zac",
        organisation="incaf",
        issued_at=stamp(now - timedelta(days=1)),
        expires_at=stamp(now + timedelta(days=1095)),
        seal_digest="3b4f" * 16,
        status_list=1,
        status_index=40_123 + number,
        criteria="Montar un cubierto completo en tres minutos, con las distancias de la norma.",
        results=(Result(criterion="pieces", label="Piezas completas", rating="Bien"),),
        alignments=(
            Alignment(
                framework="ISCO-08", name="Camareros", url="https://isco.ilo.org", code="5131"
            ),
        ),
    )
