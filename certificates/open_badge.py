"""The certificate to keep: an Open Badges 3.0 AchievementCredential (VC 2.0), built unsigned.

A chamber's EndorsementCredential names the certificate it endorses, so that it cannot be moved
to another one. Multiplicities are those of Open Badges 3.0: one status, one refresh service.
"""

from __future__ import annotations

import base64
from typing import Any

from certificates.contexts import CREDENTIALS_V2, OPEN_BADGES_EXTENSIONS, OPEN_BADGES_V3
from certificates.keyset import Keyset
from certificates.multikey import did_key
from certificates.record import CertificateRecord, Result, stamp, utc
from certificates.words import LEVEL, MEASURED, SEALED_RECORD, STATEMENT

CONTEXT = (CREDENTIALS_V2, OPEN_BADGES_V3, OPEN_BADGES_EXTENSIONS)
ENDORSEMENT_CONTEXT = (CREDENTIALS_V2, OPEN_BADGES_V3)
SCHEMA = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)
TYPES = ("VerifiableCredential", "OpenBadgeCredential")
ENDORSEMENT_TYPES = ("VerifiableCredential", "EndorsementCredential")


def certificate_address(base_url: str, certificate_id: str) -> str:
    """The credential's id."""
    return f"{base_url}/certificates/{certificate_id}"


def scheme_address(base_url: str, scheme: str) -> str:
    """The achievement's id."""
    return f"{base_url}/schemes/{scheme}"


def image_address(scheme: str) -> str:
    """The achievement's picture, by its id: the same for every holder, so asking says nothing."""
    return f"{scheme}.png"


def refresh_address(base_url: str, certificate_id: str, token: str) -> str:
    """Where the holder's wallet asks for the newest edition of a certificate."""
    return f"{base_url}/refresh/{certificate_id}/{token}"


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
    credential: dict[str, Any] = {
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
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }
    if record.refresh:
        address = refresh_address(base, record.id, record.refresh)
        credential["refreshService"] = {"id": address, "type": "1EdTechCredentialRefresh"}
    return credential


def build_endorsement(
    record: CertificateRecord, keyset: Keyset, chamber: str, public_key: bytes
) -> dict[str, Any]:
    """The chamber's endorsement of this certificate, without its proof."""
    certificate = certificate_address(keyset.base_url, record.id)
    subject: dict[str, Any] = {"id": certificate, "type": ["EndorsementSubject"]}
    if record.endorsement_comment:
        subject["endorsementComment"] = record.endorsement_comment
    return {
        "@context": list(ENDORSEMENT_CONTEXT),
        "id": f"{certificate}/endorsements/{chamber}",
        "type": list(ENDORSEMENT_TYPES),
        "name": keyset.issuers[chamber],
        "issuer": {
            "id": did_key(public_key),
            "type": ["Profile"],
            "name": keyset.issuers[chamber],
        },
        "validFrom": stamp(utc(record.issued_at)),
        "validUntil": stamp(utc(record.expires_at)),
        "credentialSubject": subject,
    }


def seal_uri(seal_digest: str) -> str:
    """The digest as an RFC 6920 name: it proves the record without showing it."""
    text = base64.urlsafe_b64encode(bytes.fromhex(seal_digest)).rstrip(b"=").decode("ascii")
    return f"ni:///sha-256;{text}"


def day_stamp(day: str) -> str:
    """A day as the date-time that Open Badges asks for: its first second in UTC."""
    return f"{day}T00:00:00Z"


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
        "activityEndDate": day_stamp(record.assessed_on or stamp(utc(record.issued_at))[:10]),
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
        "image": {
            "id": image_address(address),
            "type": "Image",
            "caption": record.scheme_name or record.competency,
        },
        "criteria": {"narrative": record.criteria or record.competency},
        "humanCode": record.scheme,
        "inLanguage": record.language,
        "resultDescription": descriptions,
    }
    if record.scheme_version:
        achievement["version"] = record.scheme_version
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


def _status(record: CertificateRecord, keyset: Keyset) -> dict[str, Any]:
    """The one entry Open Badges allows; a set bit is a certificate not to be accepted now."""
    address = keyset.status_lists[record.status_list].suspension
    return {
        "id": f"{address}#{record.status_index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "suspension",
        "statusListIndex": str(record.status_index),
        "statusListCredential": address,
    }
