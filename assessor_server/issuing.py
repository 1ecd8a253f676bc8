"""From a decision to a certificate: the record, its two signed forms, its place in the store."""

import calendar
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, select

from assessor_server import audit
from assessor_server.accounts import User
from assessor_server.attempts import Attempt, ai_scores_of, find_attempt
from assessor_server.candidates import find_candidate
from assessor_server.centres import the_organisation
from assessor_server.clock import as_moment
from assessor_server.issued import STATUS_LIST, Content, keep, taken_places
from assessor_server.issuer import Issuer
from assessor_server.judgement import COMPETENT, Given, NotNowError, decide, ratings_of
from assessor_server.provenance import Provenance
from assessor_server.scheme_names import chamber_code, scheme_code, title_of
from assessor_server.store.tables import attempts, decisions
from assessor_server.vault import Vault
from certificates import (
    Alignment,
    CertificateRecord,
    Keyset,
    Result,
    allocate_index,
    issue,
    new_certificate_id,
    new_refresh_token,
)
from certificates.record import MAX_COMPETENCY_BYTES, stamp
from scenarios import AIScore, Pack, Scheme

ISCO_08 = "https://isco.ilo.org/en/isco-08/"


def still_needed(connection: Connection, scheme: Scheme, attempt: Attempt) -> Sequence[str]:
    """The scheme's other scenarios in which the candidate is not competent yet."""
    query = (
        select(attempts.c.scenario)
        .join(decisions, decisions.c.attempt == attempts.c.id)
        .where(attempts.c.candidate == attempt.candidate, decisions.c.outcome == COMPETENT)
    )
    passed = {attempt.scenario, *connection.execute(query).scalars()}
    return [scenario for scenario in scheme.scenarios if scenario not in passed]


def conclude(
    connection: Connection,
    vault: Vault,
    issuer: Issuer,
    pack: Pack,
    scheme: Scheme,
    provenance: Provenance,
    *,
    attempt: str,
    outcome: str,
    reason: str,
    by: User,
    now: str,
) -> str | None:
    """Decide, and issue the certificate when this made the candidate's scheme complete.

    Gives the certificate's number. Raises what `decide` and `issue_certificate` raise; then the
    caller's transaction must not commit.
    """
    decision = decide(
        connection,
        pack,
        scheme,
        provenance,
        attempt=attempt,
        outcome=outcome,
        reason=reason,
        by=by,
        now=now,
    )
    about = find_attempt(connection, attempt)
    if decision.outcome != COMPETENT or still_needed(connection, scheme, about):
        return None
    return issue_certificate(
        connection, vault, issuer, pack, scheme, attempt=attempt, by=by, now=now
    )


def issue_certificate(
    connection: Connection,
    vault: Vault,
    issuer: Issuer,
    pack: Pack,
    scheme: Scheme,
    *,
    attempt: str,
    by: User,
    now: str,
) -> str:
    """Issue the certificate of a competent attempt and give its number.

    Raises NotNowError when the candidate has no name here, and certificates' RecordError,
    KeyFileError or StatusListError; then the caller's transaction must not commit.
    """
    about = find_attempt(connection, attempt)
    name = find_candidate(connection, vault, about.candidate).name
    if name is None:
        raise NotNowError(
            "candidate_unnamed", "A coordinator has to register the candidate's name first."
        )
    place = allocate_index(taken_places(connection, STATUS_LIST))
    keyset = issuer.keyset
    record = _record(connection, pack, scheme, keyset, about, name, place, now)
    issued = issue(
        record,
        issuer.issuing_key(about.centre, record.scheme),
        keyset,
        *issuer.endorsing_keys(chamber_code(one) for one in scheme.endorsing),
    )
    content = Content(record, issued.cose, issued.qr_text, issued.credential)
    keep(connection, vault, content, attempt=attempt, candidate=about.candidate, now=now)
    audit.record(
        connection,
        at=now,
        who=by.login,
        act="certificate.issued",
        subject=record.id,
        body={"attempt": attempt, "seal_digest": record.seal_digest},
    )
    return record.id


def _record(
    connection: Connection,
    pack: Pack,
    scheme: Scheme,
    keyset: Keyset,
    attempt: Attempt,
    name: str,
    index: int,
    now: str,
) -> CertificateRecord:
    language = attempt.language
    issued_at = stamp(as_moment(now))
    competency, level = _certified(scheme, keyset, language)
    return CertificateRecord(
        id=new_certificate_id(),
        holder_name=name,
        scheme=scheme_code(scheme),
        competency=competency,
        level=level,
        centre=attempt.centre,
        organisation=the_organisation(connection).id,
        issued_at=issued_at,
        expires_at=stamp(_months_later(as_moment(issued_at), scheme.validity_months)),
        seal_digest=attempt.seal_digest or "",
        status_list=STATUS_LIST,
        status_index=index,
        results=_results(
            pack,
            ratings_of(connection, attempt.id, blind=False),
            ai_scores_of(connection, attempt.id),
            language,
        ),
        language=language,
        assessed_on=attempt.started_at[:10],
        scheme_name=scheme.title.in_language(language),
        criteria=pack.text("summary", language),
        alignments=_alignments(scheme, language),
        scheme_version=scheme.version,
        endorsement_comment=" · ".join(
            dict.fromkeys(one.role.in_language(language) for one in scheme.endorsing)
        ),
        refresh=new_refresh_token(),
    )


def _certified(scheme: Scheme, keyset: Keyset, language: str) -> tuple[str, str]:
    """Competency and level in the keyset's words; without any there, what a QR has room for."""
    titled = keyset.schemes.get(scheme_code(scheme))
    if titled is not None:
        return titled.title.in_language(language), titled.level.in_language(language)
    own = title_of(scheme)
    return (
        _fitting(own.title.in_language(language), MAX_COMPETENCY_BYTES),
        own.level.in_language(language),
    )


def _alignments(scheme: Scheme, language: str) -> tuple[Alignment, ...]:
    """Where the competency stands: ISCO-08, ESCO, and the national standards of the scheme."""
    title = scheme.title.in_language(language)
    return (
        Alignment(framework="ISCO-08", name=title, url=ISCO_08, code=scheme.isco_08),
        Alignment(
            framework="ESCO", name=title, url=scheme.esco, code=scheme.esco.rpartition("/")[2]
        ),
        *(
            Alignment(framework=one.framework, name=one.name, url=one.url, code=one.code)
            for one in scheme.standards
        ),
    )


def _results(
    pack: Pack, given: Mapping[str, Given], proposed: Mapping[str, AIScore], language: str
) -> tuple[Result, ...]:
    """What the assessor found, criterion by criterion, with the measured value beside it."""
    results = []
    for criterion in pack.criteria:
        words = {choice.band: pack.text(choice.label, language) for choice in criterion.choices}
        score = proposed.get(criterion.id)
        results.append(
            Result(
                criterion=criterion.id,
                label=pack.text(criterion.title, language),
                rating=words[given[criterion.id].band or ""],
                value=score.value if score else None,
                U=score.U if score else None,
                unit=score.unit if score else None,
            )
        )
    return tuple(results)


def _fitting(text: str, most: int) -> str:
    """The text, cut at a word when it has more bytes than a QR code carries."""
    words = text.split(" ")
    fitting = text
    while len(fitting.encode()) > most and len(words) > 1:
        words.pop()
        fitting = " ".join(words).rstrip(":,;") + "…"
    return fitting


def _months_later(moment: datetime, months: int) -> datetime:
    year, month = divmod(moment.month - 1 + months, 12)
    last_day = calendar.monthrange(moment.year + year, month + 1)[1]
    return moment.replace(
        year=moment.year + year, month=month + 1, day=min(moment.day, last_day), tzinfo=UTC
    )
