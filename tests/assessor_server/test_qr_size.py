"""The QR of every scheme's certificates: small for long names, whatever the title is."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "certificates"))

from certificate_world import KEYS, TODAY, build_world, changed

from assessor_server.scheme_names import scheme_code, titles_of
from certificates import KeyEntry, Keyset, State, build_keyset, issue, load_keyset, next_content
from certificates import verify as check
from certificates.cwt import sign_claims
from certificates.qr import Correction, qr_matrix, qr_text
from certificates.record import MAX_DAYS_TO_ISSUE, CertificateRecord
from scenarios import Scheme, find_schemes

SCHEMES = find_schemes()
HOSTS = (
    "http://127.0.0.1:65535",  # the demo
    "https://certificados.example",
    "https://certificados.incaf.gob.sv",
)
NAMES = (
    "Francisca Guadalupe Contreras Villanueva",
    "María José Núñez Ibáñez Peñalver Güéguén",
    "Mª Ángeles Íñiguez Muñoz-Yáñez y Núñez Ñ",
)
LAST_PLACE = 65_535


def version(text: str, correction: Correction) -> int:
    return (len(qr_matrix(text, correction)) - 17) // 4


def record_of(scheme: Scheme, language: str, name: str) -> CertificateRecord:
    """The longest there is: the last place of the list, and ten years between test and issue."""
    return changed(
        holder_name=name,
        scheme=scheme_code(scheme),
        competency=scheme.title.in_language(language),
        level=scheme.level.in_language(language),
        language=language,
        status_index=LAST_PLACE,
        assessed_on=(TODAY - timedelta(days=MAX_DAYS_TO_ISSUE)).date().isoformat(),
    )


def test_names_are_of_forty_letters_with_accents() -> None:
    assert [len(name) for name in NAMES] == [40, 40, 40]
    assert all(len(name.encode()) - 40 >= 8 for name in NAMES[1:])


@pytest.mark.parametrize("scheme", SCHEMES, ids=[one.id for one in SCHEMES])
def test_a_name_of_forty_letters_takes_version_13_on_paper_and_11_on_screens(
    scheme: Scheme,
) -> None:
    titled = titles_of([scheme])[scheme_code(scheme)]
    for language in ("es", "en", "fr"):
        codes = [
            sign_claims(record_of(scheme, language, name), KEYS["issuing"], titled)
            for name in NAMES
        ]
        longest = max(codes, key=len)
        for host in HOSTS:
            text = qr_text(f"{host}/v", longest)
            assert version(text, "Q") <= 13, (host, language, len(longest))
            assert version(text, "M") <= 11, (host, language, len(longest))


def test_the_length_of_title_level_and_issuer_does_not_matter() -> None:
    def length(schemes: Sequence[Scheme]) -> set[int]:
        return {
            len(sign_claims(record_of(one, "fr", NAMES[0]), KEYS["issuing"], titled))
            for one, titled in zip(schemes, titles_of(schemes).values(), strict=True)
        }

    assert len(length(SCHEMES)) == 1
    longer = msgspec.structs.replace(
        SCHEMES[0],
        title=msgspec.structs.replace(SCHEMES[0].title, fr="Titre " * 16 + "long"),
        level=msgspec.structs.replace(SCHEMES[0].level, fr="Intermédiaire, troisième degré"),
    )
    assert length([longer]) == length(SCHEMES)


@pytest.mark.parametrize("scheme", SCHEMES, ids=[one.id for one in SCHEMES])
def test_what_the_code_leaves_out_is_shown_in_every_language(scheme: Scheme) -> None:
    keyset = world_of(scheme)
    record = record_of(scheme, "en", NAMES[1])
    made = issue(record, KEYS["issuing"], keyset)
    for language in ("es", "en", "fr"):
        verdict = check(made.qr_text, keyset, None, TODAY, language)
        assert verdict.state is State.NOT_CHECKED
        assert verdict.reason == "status_missing"
        assert verdict.competency == scheme.title.in_language(language)
        assert verdict.level == scheme.level.in_language(language)
        assert (verdict.organisation, verdict.scheme) == ("incaf", scheme_code(scheme))


def world_of(scheme: Scheme) -> Keyset:
    """The vectors' keyset with the issuing key for this scheme, and its title."""
    world = build_world()
    content = next_content(
        world, issued_at=datetime(2026, 11, 22, tzinfo=UTC), valid_until=world.valid_until
    )
    key: KeyEntry = msgspec.structs.replace(
        world.by_kid[KEYS["issuing"].kid], scheme=scheme_code(scheme)
    )
    others = [entry for entry in world.keys if entry.purpose != "certificate"]
    signed = msgspec.structs.replace(content, keys=[key, *others], schemes=titles_of([scheme]))
    return load_keyset(build_keyset(KEYS["root"], signed))
