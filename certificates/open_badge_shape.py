"""The exact shape of our Open Badges: what else a credential holds, a proof might not cover.

JSON-LD passes over names its contexts do not know, so a stranger could add them to a signed
document. A closed shape refuses them, and bounds the work of canonicalisation as well.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from certificates.errors import UnreadableError

MAX_RESULTS = 64

_Address = Annotated[str, msgspec.Meta(pattern=r"^(https?://|urn:|ni:|did:)", max_length=300)]
# no control characters but the line feed: canonicalisation algorithms escape the others differently
_PLAIN = r"^[^\x00-\x09\x0b-\x1f\x7f]+$"
_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=4000, pattern=_PLAIN)]


class _Closed(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """Base of every node: no other names."""


class Profile(_Closed, frozen=True):
    """An organisation or centre."""

    id: _Address
    type: tuple[Literal["Profile"]]
    name: _Text
    url: _Address | None = None


class Identity(_Closed, frozen=True):
    """The holder's name in the clear."""

    type: Literal["IdentityObject"]
    identity_hash: _Text
    identity_type: Literal["name"]
    hashed: bool


class Image(_Closed, frozen=True):
    """The achievement's picture."""

    id: _Address
    type: Literal["Image"]
    caption: _Text


class Criteria(_Closed, frozen=True):
    """What was asked of the candidate."""

    narrative: _Text


class ResultDescription(_Closed, frozen=True):
    """What a result is about."""

    id: _Address
    type: tuple[Literal["ResultDescription"]]
    name: _Text
    result_type: Literal["Result", "PerformanceLevel"]


class Alignment(_Closed, frozen=True):
    """A place in a public framework."""

    type: tuple[Literal["Alignment"]]
    target_name: _Text
    target_url: _Address
    target_framework: _Text
    target_code: _Text | None = None


class Achievement(_Closed, frozen=True):
    """The scheme."""

    id: _Address
    type: tuple[Literal["Achievement"]]
    achievement_type: Literal["Certification"]
    name: _Text
    description: _Text
    image: Image
    criteria: Criteria
    human_code: _Text
    in_language: Literal["es", "en", "fr"]
    result_description: Annotated[
        tuple[ResultDescription, ...], msgspec.Meta(max_length=MAX_RESULTS)
    ]
    alignment: Annotated[tuple[Alignment, ...], msgspec.Meta(max_length=16)] = ()
    version: _Text | None = None


class BadgeResult(_Closed, frozen=True):
    """One result in words."""

    type: tuple[Literal["Result"]]
    result_description: _Address
    value: _Text


class Subject(_Closed, frozen=True):
    """The holder and what they achieved."""

    type: tuple[Literal["AchievementSubject"]]
    identifier: tuple[Identity]
    achievement: Achievement
    source: Profile
    activity_end_date: _Text
    license_number: _Text
    result: Annotated[tuple[BadgeResult, ...], msgspec.Meta(max_length=MAX_RESULTS)]


class Evidence(_Closed, frozen=True):
    """The sealed record, by digest only."""

    id: _Address
    type: tuple[Literal["Evidence"]]
    name: _Text


class StatusEntry(_Closed, frozen=True):
    """The place in the published list of what is not to be accepted."""

    id: _Address
    type: Literal["BitstringStatusListEntry"]
    status_purpose: Literal["suspension"]
    status_list_index: Annotated[str, msgspec.Meta(pattern=r"^(0|[1-9][0-9]{0,8})$")]
    status_list_credential: _Address


class Schema(_Closed, frozen=True):
    """The JSON schema of Open Badges 3.0; named, never fetched."""

    id: _Address
    type: Literal["1EdTechJsonSchemaValidator2019"]


class Refresh(_Closed, frozen=True):
    """Where the holder's wallet asks for the newest edition."""

    id: _Address
    type: Literal["1EdTechCredentialRefresh"]


class Proof(_Closed, frozen=True):
    """A Data Integrity proof."""

    type: Literal["DataIntegrityProof"]
    cryptosuite: Literal["eddsa-rdfc-2022"]
    created: _Text
    verification_method: _Address
    proof_purpose: Literal["assertionMethod"]
    proof_value: _Text


class EndorsementSubject(_Closed, frozen=True):
    """The certificate that is endorsed."""

    id: _Address
    type: tuple[Literal["EndorsementSubject"]]
    endorsement_comment: _Text | None = None


class Endorsement(_Closed, frozen=True):
    """A chamber's word for one certificate."""

    context: tuple[str, str] = msgspec.field(name="@context")
    id: _Address
    type: tuple[Literal["VerifiableCredential"], Literal["EndorsementCredential"]]
    name: _Text
    issuer: Profile
    valid_from: _Text
    valid_until: _Text
    credential_subject: EndorsementSubject
    proof: Proof


class Badge(_Closed, frozen=True):
    """The whole credential."""

    context: tuple[str, str, str] = msgspec.field(name="@context")
    id: _Address
    type: tuple[Literal["VerifiableCredential"], Literal["OpenBadgeCredential"]]
    name: _Text
    description: _Text
    issuer: Profile
    valid_from: _Text
    valid_until: _Text
    awarded_date: _Text
    credential_subject: Subject
    evidence: tuple[Evidence]
    credential_status: StatusEntry
    credential_schema: tuple[Schema]
    proof: Proof
    refresh_service: Refresh | None = None
    endorsement: Annotated[tuple[Endorsement, ...], msgspec.Meta(max_length=4)] = ()


def read_badge(document: object) -> Badge:
    """The typed credential; raises UnreadableError for anything more, less or else."""
    try:
        badge = msgspec.convert(document, Badge)
    except (msgspec.ValidationError, RecursionError, UnicodeEncodeError) as error:
        # the last: a name with half a surrogate pair in it, which JSON's escapes can write
        raise UnreadableError(f"This is not a certificate of this kind: {error}.") from error
    descriptions = [one.id for one in badge.credential_subject.achievement.result_description]
    results = [one.result_description for one in badge.credential_subject.result]
    if len(set(descriptions)) != len(descriptions) or results != descriptions:
        raise UnreadableError("The certificate's results do not match their descriptions.")
    return badge
