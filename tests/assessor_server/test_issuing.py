"""Certificates: what is issued verifies, what is withdrawn says so, what is erased is gone."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace
from office_support import BASE_URL, Office, person
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from assessor_server import candidates as people
from assessor_server.attempts import find_attempt
from assessor_server.issued import StatusRefusedError, change_status, content_of, find_certificate
from assessor_server.issuing import still_needed
from assessor_server.store import reading, tables, writing
from assessor_server.vault import CandidateErasedError
from certificates import (
    State,
    Verdict,
    build_keyset,
    cose,
    load_key,
    load_status,
    next_content,
    verify,
)
from certificates.cwt import MAX_COSE_BYTES, Claims, read_claims
from protocol import utc_text
from scenarios import load_scheme


@pytest.fixture
def certified(office: Office) -> str:
    """The number of a certificate."""
    return certify(office, office.candidate("Rosa Imelda Ayala"))


def certify(office: Office, code: str) -> str:
    attempt = office.attempt(code)
    office.browser("ana").rate_fully(attempt)
    answer = office.browser("oscar").decide(attempt)
    return answer.headers["location"].rpartition("/")[2]


def check(office: Office, number: str, now: datetime | None = None) -> Verdict:
    """As an employer would: with the keyset and the status lists as they are served."""
    keyset = office.console.issuer.keyset
    with reading(office.console.engine) as connection:
        content = content_of(connection, office.console.vault, number)
        token = office.console.status_lists.file(connection, "/status/1.cwt")
    assert token is not None
    return verify(content.qr_text, keyset, load_status([token], keyset), now or datetime.now(UTC))


def change(office: Office, number: str, *acts: str, reason: str = "checked") -> None:
    for act in acts:
        with writing(office.console.engine) as connection:
            change_status(
                connection, number, act, reason=reason, by=office.user("oscar"), now=utc_text()
            )


def test_what_is_issued_is_valid(office: Office, certified: str) -> None:
    assert check(office, certified).state is State.VALID


def test_the_credential_to_keep_is_valid_too(office: Office, certified: str) -> None:
    with reading(office.console.engine) as connection:
        content = content_of(connection, office.console.vault, certified)
        bundle = office.console.status_lists.file(connection, "/status/1.json")
    assert bundle is not None
    keyset = office.console.issuer.keyset
    assert verify(content.credential, keyset, load_status([bundle], keyset)).state is State.VALID


def test_the_certificate_carries_the_attempts_seal(office: Office, certified: str) -> None:
    with reading(office.console.engine) as connection:
        attempt = find_attempt(connection, find_certificate(connection, certified).attempt)
    carried = check(office, certified).seal_digest
    assert carried is not None
    assert (attempt.seal_digest or "").startswith(carried)  # the QR has room for its beginning


def claims_of(office: Office, number: str) -> Claims:
    with reading(office.console.engine) as connection:
        content = content_of(connection, office.console.vault, number)
    return read_claims(cose.read(content.cose, MAX_COSE_BYTES).payload)


def test_the_qr_leaves_the_title_to_the_keyset(office: Office, certified: str) -> None:
    claims, scheme = claims_of(office, certified), load_scheme("site_protection")
    assert (claims.issuer, claims.competency, claims.level) == (None, "", "")
    verdict = check(office, certified)
    assert (verdict.competency, verdict.level) == (scheme.title.es, scheme.level.es)


def test_a_server_whose_keyset_has_no_titles_issues_as_before(office: Office) -> None:
    offline = office.console.issuer.folder.offline
    root = load_key(offline / "root.key", (offline / "root.phrase").read_text().strip().encode())
    present, now = office.console.issuer.keyset, datetime.now(UTC)
    content = next_content(present, issued_at=now, valid_until=now + timedelta(days=9))
    signed = build_keyset(root, replace(content, schemes={}))
    office.console.issuer.folder.keyset.write_bytes(signed)
    number = certify(office, office.candidate("Rosa Imelda Ayala"))
    claims, scheme = claims_of(office, number), load_scheme("site_protection")
    assert (claims.issuer, claims.competency, claims.level) == (
        "infop",
        scheme.title.es,
        scheme.level.es,
    )
    assert check(office, number).ok


def test_it_expires_after_the_schemes_months(office: Office, certified: str) -> None:
    months = load_scheme("site_protection").validity_months
    year, month = divmod(datetime.now(UTC).month - 1 + months, 12)
    later = datetime(datetime.now(UTC).year + year, month + 1, 28, tzinfo=UTC)
    verdict = check(office, certified)
    assert verdict.expires_at is not None
    assert verdict.expires_at[:7] == f"{later:%Y-%m}"


@pytest.mark.parametrize(
    ("acts", "state"),
    [
        (("suspend",), State.SUSPENDED),
        (("withdraw",), State.WITHDRAWN),
        (("suspend", "reinstate"), State.VALID),
        (("suspend", "withdraw"), State.WITHDRAWN),
    ],
)
def test_a_changed_state_shows_at_the_next_check(
    office: Office, certified: str, acts: tuple[str, ...], state: State
) -> None:
    check(office, certified)  # lists are signed once before the change
    change(office, certified, *acts)
    assert check(office, certified).state is state


@pytest.mark.parametrize(
    "acts", [("reinstate",), ("withdraw", "reinstate"), ("suspend", "suspend"), ("burn",)]
)
def test_a_state_that_cannot_follow_is_refused(
    office: Office, certified: str, acts: tuple[str, ...]
) -> None:
    change(office, certified, *acts[:-1])
    with pytest.raises(StatusRefusedError):
        change(office, certified, acts[-1])


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_a_change_needs_a_reason(office: Office, certified: str, reason: str) -> None:
    with pytest.raises(StatusRefusedError):
        change(office, certified, "withdraw", reason=reason)


def test_only_an_officer_changes_a_state(office: Office, certified: str) -> None:
    with writing(office.console.engine) as connection, pytest.raises(StatusRefusedError):
        change_status(
            connection, certified, "withdraw", reason="x", by=office.user("ana"), now=utc_text()
        )


def test_the_holders_name_is_nowhere_in_the_database_file(office: Office, certified: str) -> None:
    office.console.engine.dispose()
    files = (office.directory / "server").glob("acredita.db*")
    assert b"Imelda" not in b"".join(path.read_bytes() for path in files)


def test_erasing_a_person_erases_the_stored_certificate(office: Office) -> None:
    code = office.candidate()
    number = certify(office, code)
    with writing(office.console.engine) as connection:
        people.erase(
            connection, office.console.vault, code, by=office.user("carla"), now=utc_text()
        )
    with reading(office.console.engine) as connection, pytest.raises(CandidateErasedError):
        content_of(connection, office.console.vault, number)


def test_a_candidate_without_a_name_gets_no_certificate_and_no_decision(office: Office) -> None:
    attempt = office.attempt("K7F-4Q2", seen=person())
    office.browser("ana").rate_fully(attempt)
    answer = office.browser("oscar").decide(attempt)
    with reading(office.console.engine) as connection:
        decisions = connection.execute(
            select(func.count()).select_from(tables.decisions)
        ).scalar_one()
    assert (answer.status_code, decisions) == (409, 0)


def test_a_scheme_of_several_tests_waits_for_all_of_them(office: Office) -> None:
    scheme = load_scheme("site_protection")
    both = scheme.__class__(
        **{name: getattr(scheme, name) for name in scheme.__struct_fields__}
        | {"scenarios": ("construction/ppe_check", "construction/brick_wall")}
    )
    with reading(office.console.engine) as connection:
        attempt = find_attempt(connection, office.attempt())
        assert still_needed(connection, both, attempt) == ["construction/brick_wall"]


def test_places_in_the_status_list_are_not_taken_twice(office: Office) -> None:
    numbers = [certify(office, office.candidate()) for _ in range(3)]
    with reading(office.console.engine) as connection:
        places = connection.execute(select(tables.certificates.c.status_index)).scalars().all()
    assert len(set(places)) == len(numbers)


def test_an_attempt_gets_one_certificate(office: Office, certified: str) -> None:
    with reading(office.console.engine) as connection:
        row = connection.execute(select(tables.certificates)).one()._asdict()
    again = row | {"id": "0000-0000-0000-0000", "status_index": row["status_index"] + 1}
    with (
        pytest.raises(IntegrityError, match="attempt"),
        writing(office.console.engine) as connection,
    ):
        connection.execute(insert(tables.certificates), again)


def test_the_sector_s_chamber_endorses_it(office: Office, certified: str) -> None:
    with reading(office.console.engine) as connection:
        credential = content_of(connection, office.console.vault, certified).credential
        bundle = office.console.status_lists.file(connection, "/status/1.json")
    assert bundle is not None
    keyset = office.console.issuer.keyset
    verdict = verify(credential, keyset, load_status([bundle], keyset), datetime.now(UTC))
    assert verdict.endorsed_by == "Cámara de la Construcción"


def test_it_says_where_the_competency_stands(office: Office, certified: str) -> None:
    with reading(office.console.engine) as connection:
        record = content_of(connection, office.console.vault, certified).record
    frameworks = [one.framework for one in record.alignments]
    assert frameworks == ["ISCO-08", "ESCO", "TESDA Training Regulations (Philippines)"]


def test_its_wallet_gets_the_newest_edition_with_the_secret_in_it(
    office: Office, certified: str
) -> None:
    with reading(office.console.engine) as connection:
        content = content_of(connection, office.console.vault, certified)
    anybody = office.stranger()
    service = content.credential["refreshService"]
    assert isinstance(service, dict)
    assert service["id"] == f"{BASE_URL}/refresh/{certified}/{content.record.refresh}"
    assert anybody.get(service["id"]).json() == content.credential
    for path in (f"{certified}/{'A' * 22}", f"{certified}/ñ", "0000-0000-0000-0000/x"):
        assert anybody.get(f"/refresh/{path}").status_code == 404


def test_its_picture_is_served_for_the_scheme(office: Office, certified: str) -> None:
    with reading(office.console.engine) as connection:
        scheme = content_of(connection, office.console.vault, certified).record.scheme
    picture = office.stranger().get(f"/schemes/{scheme}.png")
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert office.stranger().get("/schemes/none.png").status_code == 404
