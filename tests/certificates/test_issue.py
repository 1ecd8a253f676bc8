"""Issuing: the right key for the right certificate, and only what can be certified."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from certificate_world import KEYS, RECORD, TODAY, build_world, changed

from certificates import (
    Issued,
    KeyFileError,
    Keyset,
    RecordError,
    Result,
    State,
    StatusLists,
    Verdict,
    issue,
    new_certificate_id,
    qr_png,
    render_pdf,
    verify,
)


def test_both_forms_say_the_same(keyset: Keyset, status: StatusLists, issued: Issued) -> None:
    short = verify(issued.qr_text, keyset, status, TODAY)
    long = verify(issued.credential, keyset, status, TODAY)
    assert short.state is long.state is State.VALID
    assert short.certificate_id == long.certificate_id == RECORD.id
    for name in ("holder_name", "competency", "level", "scheme", "centre", "assessed_on"):
        assert getattr(short, name) == getattr(long, name) == getattr(RECORD, name)
    for name in ("issued_at", "expires_at", "organisation_name", "centre_name"):
        assert getattr(short, name) == getattr(long, name)
    assert long.seal_digest == RECORD.seal_digest
    assert short.seal_digest is not None
    assert RECORD.seal_digest.startswith(short.seal_digest)


def test_the_same_record_gives_the_same_bytes(keyset: Keyset, issued: Issued) -> None:
    assert issue(RECORD, KEYS["issuing"], keyset, KEYS["chamber"]) == issued


def test_the_chamber_is_named_only_where_it_endorsed(
    keyset: Keyset, status: StatusLists, issued: Issued
) -> None:
    alone = issue(RECORD, KEYS["issuing"], keyset)
    endorsed = verify(issued.credential, keyset, status, TODAY)
    assert endorsed.endorsed_by == "Cámara Salvadoreña de Turismo"
    assert verify(alone.credential, keyset, status, TODAY).endorsed_by is None


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("stranger", "no certificate key"),
        ("status", "no certificate key"),
        ("chamber", "no certificate key"),
        ("compromised", "key_ended"),
        ("rotated", "key_not_valid_then"),
    ],
)
def test_a_key_that_may_not_sign_does_not(key: str, message: str, keyset: Keyset) -> None:
    with pytest.raises(KeyFileError, match=message):
        issue(RECORD, KEYS[key], keyset)


@pytest.mark.parametrize(
    "fields", [{"centre": "sv-uni"}, {"scheme": "muro-1"}, {"organisation": "casatur"}]
)
def test_a_key_signs_for_its_own_centre_scheme_and_organisation_only(
    fields: dict[str, Any], keyset: Keyset
) -> None:
    with pytest.raises(KeyFileError, match="use the one for"):
        issue(changed(**fields), KEYS["issuing"], keyset)


def test_an_issuing_key_does_not_endorse(keyset: Keyset) -> None:
    with pytest.raises(KeyFileError, match="no endorsement key"):
        issue(RECORD, KEYS["issuing"], keyset, KEYS["issuing"])


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"holder_name": ""}, "empty"),
        ({"holder_name": " Ana"}, "stray spaces"),
        ({"holder_name": "Ana\u202eanaL"}, "invisible"),
        ({"holder_name": "Ana\nLópez"}, "invisible"),
        ({"holder_name": "Аna López"}, "look alike"),  # Cyrillic А
        ({"holder_name": "Jose\u0301"}, "in pieces"),
        ({"holder_name": "x" * 81}, "too much for a certificate"),
        ({"competency": "x" * 49}, "too much for a QR"),
        ({"centre": "San Salvador"}, "no code"),
        ({"id": "12"}, "no certificate number"),
        ({"seal_digest": "ab"}, "seal_digest"),
        ({"language": "de"}, "no texts"),
        ({"expires_at": "2026-11-22T17:42:04Z"}, "expire before"),
        ({"issued_at": "22/11/2026"}, "is not a time"),
        ({"issued_at": "2026-11-22T17:42:04"}, "no zone"),
        ({"assessed_on": "ayer"}, "must be like"),
        ({"assessed_on": "2026-11-23"}, "before the day of issue"),
        ({"status_list": 2}, "allocate_index"),
        ({"status_index": 131_072}, "allocate_index"),
    ],
)
def test_what_cannot_be_certified_is_refused_with_a_remedy(
    fields: dict[str, Any], message: str, keyset: Keyset
) -> None:
    with pytest.raises(RecordError, match=message):
        issue(changed(**fields), KEYS["issuing"], keyset)


@pytest.mark.parametrize(
    "results",
    [
        (Result(criterion="a", label="", rating="Bien"),),
        (Result(criterion="a", label="Uno", rating="Bien\t"),),
        (Result(criterion="a", label="Uno", rating="Bien"),) * 2,
        tuple(Result(criterion=str(n), label="Uno", rating="Bien") for n in range(80)),
    ],
)
def test_results_no_verifier_would_accept_are_not_signed(
    results: tuple[Result, ...], keyset: Keyset
) -> None:
    with pytest.raises(RecordError, match="do not fit"):
        issue(changed(results=results), KEYS["issuing"], keyset)


def test_a_criterion_may_be_called_level(keyset: Keyset, check: Callable[[Any], Verdict]) -> None:
    record = changed(results=(Result(criterion="level", label="Nivel del muro", rating="Bien"),))
    assert check(issue(record, KEYS["issuing"], keyset).credential).level == RECORD.level


def test_certificate_numbers_do_not_repeat() -> None:
    assert len({new_certificate_id() for _ in range(1000)}) == 1000


@pytest.mark.parametrize("language", ["es", "en", "fr"])
def test_paper_carries_the_credential_in_every_language(
    language: str, keyset: Keyset, status: StatusLists
) -> None:
    record = changed(language=language)
    made = issue(record, KEYS["issuing"], keyset, KEYS["chamber"])
    paper = render_pdf(record, made, keyset)
    verdict = verify(paper, keyset, status, TODAY)
    assert (verdict.state, verdict.form) == (State.VALID, "pdf")
    assert paper == render_pdf(record, made, keyset)


def test_paper_with_a_changed_credential_is_forged(
    keyset: Keyset, status: StatusLists, issued: Issued
) -> None:
    text = json.dumps(issued.credential).replace("Montaje", "Desmontaje")
    changed_badge = Issued(issued.cose, issued.qr_text, json.loads(text))
    paper = render_pdf(RECORD, changed_badge, keyset)
    assert verify(paper, keyset, status, TODAY).state is State.FORGED


def test_paper_refuses_letters_its_fonts_lack(keyset: Keyset) -> None:
    record = changed(holder_name="山田太郎")
    made = issue(record, KEYS["issuing"], keyset)
    with pytest.raises(RecordError, match="Latin alphabet"):
        render_pdf(record, made, keyset)


def test_a_picture_of_the_qr_is_checked_like_its_text(
    keyset: Keyset, status: StatusLists, issued: Issued
) -> None:
    verdict = verify(qr_png(issued.qr_text), keyset, status, TODAY)
    assert (verdict.state, verdict.form) == (State.VALID, "image")


def test_without_status_or_keyset_nothing_is_green(keyset: Keyset, issued: Issued) -> None:
    for form in (issued.cose, issued.qr_text, issued.credential, qr_png(issued.qr_text)):
        assert verify(form, keyset, None, TODAY).reason == "status_missing"
        assert verify(form, None, None, TODAY).reason == "keyset_missing"


def test_an_old_keyset_is_never_green(status: StatusLists, issued: Issued) -> None:
    old = build_world(keyset_until="2026-11-22T17:00:00Z")
    assert verify(issued.credential, old, status, TODAY).reason == "keyset_expired"
