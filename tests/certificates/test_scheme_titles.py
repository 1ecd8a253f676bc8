"""Titles of schemes: signed once by the root, left out of codes, never changed afterwards."""

from datetime import timedelta
from typing import Any

import pytest
from certificate_world import BASE, KEYS, RECORD, TITLES, TODAY, build_world, changed
from msgspec.structs import replace

from certificates import (
    KeyEntry,
    Keyset,
    KeysetContent,
    KeysetError,
    RecordError,
    build_keyset,
    cose,
    cwt,
    issue,
    load_keyset,
    next_content,
    verify,
)
from certificates.ceremony import KeyRequest, end_key, read_request, sign_next, write_request
from certificates.scheme_title import InLanguages, SchemeTitle

ROOT = KEYS["root"]
MASON = SchemeTitle(title=InLanguages(es="Albañilería"), level=InLanguages(es="Básico"))
YEAR = timedelta(days=366)


@pytest.fixture(scope="module")
def titled() -> Keyset:
    return build_world(titled=True)


def content(keyset: Keyset, **fields: Any) -> KeysetContent:
    made = next_content(keyset, issued_at=TODAY, valid_until=keyset.valid_until)
    return replace(made, **fields)


def request(schemes: dict[str, SchemeTitle], scheme: str = "mesa-1") -> KeyRequest:
    """A server's request for one more certificate key."""
    entry = KeyEntry.of(
        KEYS["other"].public_key,
        purpose="certificate",
        issuer="incaf",
        centre="sv-zac",
        scheme=scheme,
        valid_from="2026-01-01T00:00:00Z",
        valid_until="2027-01-01T00:00:00Z",
    )
    world = build_world()
    asked = write_request(
        BASE, [(KEYS["other"], entry)], {"incaf": world.issuers["incaf"]}, world.centres, schemes
    )
    return read_request(asked)


def signed(keyset: Keyset, *requests: KeyRequest) -> Keyset:
    return load_keyset(sign_next(ROOT, keyset, requests, now=TODAY, lifetime=YEAR))


def told(code: bytes) -> cwt.Claims:
    return cwt.read_claims(cose.read(code, cwt.MAX_COSE_BYTES).payload)


def test_a_keyset_without_titles_is_signed_as_before() -> None:
    assert b"schemes" not in build_world().raw
    assert build_world().schemes == {}


def test_a_certificate_key_needs_a_title_where_there_are_titles() -> None:
    with pytest.raises(KeysetError, match="scheme 'mesa-1' has no title"):
        build_keyset(ROOT, content(build_world(), schemes={"muro-1": MASON}))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (InLanguages(es=""), "stray spaces"),
        (InLanguages(es="Servicio", en="Table\u202eservice"), "invisible"),
        (InLanguages(es="Servicio", fr="Sеrvice"), "look alike"),  # Cyrillic е
        (InLanguages(es="x" * 101), "longer than 100 bytes"),
    ],
)
def test_a_title_that_hides_or_imitates_is_not_signed(words: InLanguages, message: str) -> None:
    title = {"mesa-1": replace(TITLES["mesa-1"], title=words)}
    with pytest.raises(KeysetError, match=message):
        build_keyset(ROOT, content(build_world(), schemes=title))


def test_a_title_must_be_in_spanish() -> None:
    raw = build_world(titled=True).raw.replace(b'"es": "Servicio', b'"pt": "Servicio')
    with pytest.raises(KeysetError, match="missing required field `es`"):
        load_keyset(raw)


def test_a_request_brings_titles_into_a_keyset_that_had_none() -> None:
    assert signed(build_world(), request(TITLES)).schemes == TITLES


def test_titles_go_on_into_every_next_version(titled: Keyset) -> None:
    assert signed(titled).schemes == TITLES
    ended = end_key(ROOT, titled, KEYS["issuing"].kid, ended_from=TODAY, now=TODAY)
    assert load_keyset(ended).schemes == TITLES


def test_a_new_scheme_comes_with_its_title(titled: Keyset) -> None:
    both = signed(titled, request({"muro-1": MASON}, "muro-1"))
    assert both.schemes == {**TITLES, "muro-1": MASON}
    with pytest.raises(KeysetError, match="scheme 'muro-1' has no title"):
        signed(titled, request({}, "muro-1"))


@pytest.mark.parametrize(
    "scheme",
    [
        replace(TITLES["mesa-1"], title=InLanguages(es="Jefatura de sala")),
        replace(TITLES["mesa-1"], title=replace(TITLES["mesa-1"].title, fr="Chef de salle")),
        replace(TITLES["mesa-1"], level=InLanguages(es="Superior")),
    ],
    ids=["Spanish", "French", "level"],
)
def test_a_published_title_is_never_changed(scheme: SchemeTitle, titled: Keyset) -> None:
    with pytest.raises(KeysetError, match="another code"):
        signed(titled, request({"mesa-1": scheme}))


def test_a_language_may_come_in_later_and_none_goes(titled: Keyset) -> None:
    level = InLanguages(es="Básico", fr="De base")
    after = signed(titled, request({"mesa-1": replace(TITLES["mesa-1"], level=level)}))
    assert after.schemes["mesa-1"].level == InLanguages(es="Básico", en="Basic", fr="De base")


def test_the_code_leaves_out_what_the_keyset_says(titled: Keyset) -> None:
    words = TITLES["mesa-1"]
    for language in ("es", "en", "fr"):
        record = changed(
            language=language,
            competency=words.title.in_language(language),
            level=words.level.in_language(language),
        )
        made = issue(record, KEYS["issuing"], titled)
        claims = told(made.cose)
        assert (claims.issuer, claims.competency, claims.level) == (None, "", "")
        badge = verify(made.credential, titled, None, TODAY)
        assert (badge.competency, badge.level) == (record.competency, record.level)


def test_the_code_says_itself_what_the_keyset_says_otherwise(titled: Keyset) -> None:
    made = issue(RECORD, KEYS["issuing"], titled)
    assert (told(made.cose).competency, told(made.cose).level) == (RECORD.competency, RECORD.level)
    verdict = verify(made.qr_text, titled, None, TODAY, "en")
    assert (verdict.competency, verdict.level) == (RECORD.competency, RECORD.level)


def test_without_titles_the_code_says_all_itself() -> None:
    claims = told(issue(RECORD, KEYS["issuing"], build_world()).cose)
    assert (claims.issuer, claims.competency) == (RECORD.organisation, RECORD.competency)


@pytest.mark.parametrize(("field", "most"), [("competency", 48), ("level", 16)])
def test_a_long_text_of_its_own_does_not_go_into_a_code(
    field: str, most: int, titled: Keyset
) -> None:
    with pytest.raises(RecordError, match=f"{field} is longer than {most} bytes, .* sign a keyset"):
        issue(changed(**{field: "x" * (most + 1)}), KEYS["issuing"], titled)


def test_an_older_keyset_does_not_know_what_is_certified(titled: Keyset) -> None:
    words = TITLES["mesa-1"]
    record = changed(competency=words.title.es, level=words.level.es)
    code = issue(record, KEYS["issuing"], titled).qr_text
    verdict = verify(code, build_world(), None, TODAY)
    assert (verdict.state, verdict.reason) == ("not_checked", "title_missing")
    assert (verdict.holder_name, verdict.competency) == (RECORD.holder_name, None)


def test_an_unknown_language_is_answered_in_spanish(titled: Keyset) -> None:
    words = TITLES["mesa-1"]
    record = changed(competency=words.title.es, level=words.level.es)
    code = issue(record, KEYS["issuing"], titled).qr_text
    assert verify(code, titled, None, TODAY, "pt").competency == words.title.es
