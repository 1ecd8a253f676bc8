"""The certificate to keep: an Open Badges 3.0 AchievementCredential (VC 2.0), built unsigned.

The chamber's EndorsementCredential names the certificate it endorses, so that it cannot be moved
to another one.
"""

from __future__ import annotations

import base64
from typing import Any

from certificates.contexts import CREDENTIALS_V2, OPEN_BADGES_V3
from certificates.keyset import Keyset
from certificates.multikey import did_key
from certificates.record import CertificateRecord, Result, stamp, utc
from certificates.words import LEVEL, MEASURED, SEALED_RECORD, STATEMENT

CONTEXT = (CREDENTIALS_V2, OPEN_BADGES_V3)
TYPES = ("VerifiableCredential", "OpenBadgeCredential")
ENDORSEMENT_TYPES = ("VerifiableCredential", "EndorsementCredential")


def certificate_address(base_url: str, certificate_id: str) -> str:
    """The credential's id."""
    return f"{base_url}/certificates/{certificate_id}"


def scheme_address(base_url: str, scheme: str) -> str:
    """The achievement's id."""
    return f"{base_url}/schemes/{scheme}"


def centre_address(base_url: str, centre: str) -> str:
    """The assessing centre's id."""
    return f"{base_url}/centres/{centre}"


def criterion_address(scheme: str, criterion: str) -> str:
    """The id of a criterion's result description."""
    return f"{scheme}#criterion-{criterion}"


def build_credential(record: CertificateRecord, keyset: Keyset) -> dict[str, Any]:
    """The credential of a checked record, without its proof."""
    base, issuer = keyset.base_url, keyset.issuers[record.organisation]
    words = {"name": record.holder_name, "competency": record.competency, "issuer": issuer}
    return {
        "@context": list(CONTEXT),
        "id": certificate_address(base, record.id),
        "type": list(TYPES),
        "name": record.competency,
        "description": STATEMENT[record.language].format(**words),
        "issuer": {"id": keyset.id, "type": ["Profile"], "name": issuer, "url": base},
        "validFrom": stamp(utc(record.issued_at)),
        "validUntil": stamp(utc(record.expires_at)),
        "awardedDate": stamp(utc(record.issued_at)),
        "credentialSubject": _subject(record, keyset),
        "evidence": [_evidence(record)],
        "credentialStatus": _status(record, keyset),
    }


def build_endorsement(
    record: CertificateRecord, keyset: Keyset, chamber: str, public_key: bytes
) -> dict[str, Any]:
    """The chamber's endorsement of this certificate, without its proof."""
    certificate = certificate_address(keyset.base_url, record.id)
    return {
        "@context": list(CONTEXT),
        "id": f"{certificate}/endorsement",
        "type": list(ENDORSEMENT_TYPES),
        "name": keyset.issuers[chamber],
        "issuer": {
            "id": did_key(public_key),
            "type": ["Profile"],
            "name": keyset.issuers[chamber],
        },
        "validFrom": stamp(utc(record.issued_at)),
        "validUntil": stamp(utc(record.expires_at)),
        "credentialSubject": {"id": certificate, "type": ["EndorsementSubject"]},
    }


def seal_uri(seal_digest: str) -> str:
    """The digest as an RFC 6920 name: it proves the record without showing it."""
    text = base64.urlsafe_b64encode(bytes.fromhex(seal_digest)).rstrip(b"=").decode("ascii")
    return f"ni:///sha-256;{text}"


def _subject(record: CertificateRecord, keyset: Keyset) -> dict[str, Any]:
    return {
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "identityHash": record.holder_name,
                "identityType": "name",
                "hashed": False,
            }
        ],
        "achievement": _achievement(record, keyset),
        "source": {
            "id": centre_address(keyset.base_url, record.centre),
            "type": ["Profile"],
            "name": keyset.centres[record.centre],
        },
        "activityEndDate": record.assessed_on or stamp(utc(record.issued_at))[:10],
        "licenseNumber": record.id,
        "result": _results(record, keyset),
    }


def _achievement(record: CertificateRecord, keyset: Keyset) -> dict[str, Any]:
    address = scheme_address(keyset.base_url, record.scheme)
    descriptions = [
        {
            "id": f"{address}#level",
            "type": ["ResultDescription"],
            "name": LEVEL[record.language],
            "resultType": "PerformanceLevel",
        },
        *(
            {
                "id": criterion_address(address, result.criterion),
                "type": ["ResultDescription"],
                "name": result.label,
                "resultType": "Result",
            }
            for result in record.results
        ),
    ]
    achievement: dict[str, Any] = {
        "id": address,
        "type": ["Achievement"],
        "achievementType": "Certification",
        "name": record.scheme_name or record.competency,
        "description": record.scheme_name or record.competency,
        "criteria": {"narrative": record.criteria or record.competency},
        "humanCode": record.scheme,
        "inLanguage": record.language,
        "resultDescription": descriptions,
    }
    if record.alignments:
        achievement["alignment"] = [
            {
                "type": ["Alignment"],
                "targetName": alignment.name,
                "targetUrl": alignment.url,
                "targetFramework": alignment.framework,
                **({"targetCode": alignment.code} if alignment.code else {}),
            }
            for alignment in record.alignments
        ]
    return achievement


def _results(record: CertificateRecord, keyset: Keyset) -> list[dict[str, Any]]:
    address = scheme_address(keyset.base_url, record.scheme)
    level = {"type": ["Result"], "resultDescription": f"{address}#level", "value": record.level}
    return [
        level,
        *(
            {
                "type": ["Result"],
                "resultDescription": criterion_address(address, result.criterion),
                "value": _result_text(result, record.language),
            }
            for result in record.results
        ),
    ]


def _result_text(result: Result, language: str) -> str:
    if result.value is None:
        return result.rating
    uncertainty = "" if result.U is None else f" ± {result.U:.2g}"
    words = {"value": f"{result.value:.4g}{uncertainty}", "unit": result.unit or ""}
    return f"{result.rating} ({MEASURED[language].format(**words).strip()})"


def _evidence(record: CertificateRecord) -> dict[str, Any]:
    return {
        "id": seal_uri(record.seal_digest),
        "type": ["Evidence"],
        "name": SEALED_RECORD[record.language],
    }


def _status(record: CertificateRecord, keyset: Keyset) -> list[dict[str, Any]]:
    addresses = keyset.status_lists[record.status_list]
    return [
        {
            "id": f"{address}#{record.status_index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": purpose,
            "statusListIndex": str(record.status_index),
            "statusListCredential": address,
        }
        for purpose, address in (
            ("revocation", addresses.revocation),
            ("suspension", addresses.suspension),
        )
    ]
