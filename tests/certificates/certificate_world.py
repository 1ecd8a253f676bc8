"""The keys, the record and the keyset that tests and vectors of certificates share.

Keys come from published seeds and are worth nothing elsewhere.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from certificates.keys import SigningKey
from certificates.keyset import KeyEntry, Keyset, load_keyset
from certificates.keyset_build import KeysetContent, build_keyset
from certificates.record import Alignment, CertificateRecord, Result, State
from certificates.scheme_title import InLanguages, SchemeTitle
from certificates.status import PublishedLists, publish_lists

BASE = "https://certificados.example"
TODAY = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)

NAMES = ("root", "issuing", "status", "chamber", "compromised", "rotated", "stranger", "other")
NAMES += ("builders", "hotels")
KEYS = {name: SigningKey(bytes([number + 1]) * 32) for number, name in enumerate(NAMES)}

SUSPENDED_PLACE, WITHDRAWN_PLACE, UNKNOWN_CODE_PLACE = 5, 6, 7

RECORD = CertificateRecord(
    id="7F3A-9C21-04DE-88B1",
    holder_name="María José Hernández Pérez",
    scheme="mesa-1",
    scheme_name="Montaje de mesa de restaurante",
    competency="Montaje de mesa",
    level="2",
    centre="sv-zac",
    organisation="incaf",
    issued_at="2026-11-22T17:42:04Z",
    expires_at="2029-11-22T17:42:04Z",
    assessed_on="2026-11-20",
    seal_digest="3b4f" * 16,
    status_list=1,
    status_index=40123,
    criteria="Montar un cubierto completo en tres minutos, con las distancias de la norma.\n"
    "Se mide con una cámara y lo confirma una persona.",
    results=(
        Result(
            criterion="plate_edge_mm",
            label="Plato al borde de la mesa",
            rating="Bien",
            value=19.6,
            U=0.5,
            unit="mm",
        ),
        Result(criterion="pieces", label="Piezas completas y en orden", rating="Bien"),
    ),
    alignments=(
        Alignment(
            framework="ISCO-08",
            name="Camareros de mesas",
            url="https://isco.ilo.org/en/isco-08/",
            code="5131",
        ),
        Alignment(
            framework="ESCO",
            name="Camareros de mesas",
            url="http://data.europa.eu/esco/isco/C5131",
            code="C5131",
        ),
        Alignment(
            framework="Catálogo nacional de cualificaciones (ejemplo)",
            name="Servicio de mesa",
            url="https://catalogo.example/TUR-014",
            code="TUR-014",
        ),
    ),
    scheme_version="1.0.0",
    endorsement_comment="Respalda el certificado por el sector",
    refresh="AAECAwQFBgcICQoLDA0ODw",
)


TITLES = {
    "mesa-1": SchemeTitle(
        title=InLanguages(
            es="Servicio de mesa: poner un cubierto",
            en="Table service: laying a cover",
            fr="Service à table : dresser un couvert",
        ),
        level=InLanguages(es="Básico", en="Basic"),
    )
}


def build_world(
    *, keyset_until: str = "2027-02-22T00:00:00Z", version: int = 1, titled: bool = False
) -> Keyset:
    """The keyset of the vectors, signed by their root; without titles, or with them."""
    year = {"valid_from": "2026-01-01T00:00:00Z", "valid_until": "2027-01-01T00:00:00Z"}
    table = {"purpose": "certificate", "issuer": "incaf", "centre": "sv-zac", "scheme": "mesa-1"}

    def entry(name: str, **told: Any) -> KeyEntry:
        return KeyEntry.of(KEYS[name].public_key, **told)

    keys = [
        entry("issuing", **table, **year),
        entry("compromised", **table, **year, ended_from="2026-11-22T12:00:00Z"),
        entry(
            "rotated",
            **table,
            valid_from="2025-01-01T00:00:00Z",
            valid_until="2026-06-30T00:00:00Z",
        ),
        entry("status", purpose="status", issuer="incaf", **year),
        entry("chamber", purpose="endorsement", issuer="casatur", **year),
        entry("builders", purpose="endorsement", issuer="casalco", scheme="muro-1", **year),
        entry("hotels", purpose="endorsement", issuer="hoteles", scheme="mesa-1", **year),
    ]
    content = KeysetContent(
        base_url=BASE,
        version=version,
        issued_at="2026-11-22T00:00:00Z",
        valid_until=keyset_until,
        keys=keys,
        issuers={
            "incaf": "Instituto Nacional de Capacitación y Formación",
            "casatur": "Cámara Salvadoreña de Turismo",
            "casalco": "Cámara de la Construcción",
            "hoteles": "Asociación de Hoteles",
        },
        centres={"sv-zac": "Centro de Formación Zacatecoluca"},
        schemes=TITLES if titled else {},
    )
    return load_keyset(build_keyset(KEYS["root"], content), KEYS["root"].multibase)


def publish(keyset: Keyset, now: datetime = TODAY) -> PublishedLists:
    """List 1 with one suspended and one withdrawn place."""
    statuses = {SUSPENDED_PLACE: State.SUSPENDED, WITHDRAWN_PLACE: State.WITHDRAWN}
    return publish_lists(1, statuses, KEYS["status"], keyset, now=now, lifetime=timedelta(days=7))


def changed(**fields: Any) -> CertificateRecord:
    """RECORD with other fields."""
    return msgspec.structs.replace(RECORD, **fields)
