"""The pages: a whole journey by HTTP as a browser does it, and what each person may see."""

import json
import re

import pytest
from office_support import ANNOTATED, PACK, PASSWORD, PHOTO, Office, person

from certificates import cose, load_keyset
from protocol import digest_bytes


@pytest.fixture
def decided(office: Office) -> str:
    """A certificate's page."""
    attempt = office.attempt()
    office.browser("ana").rate_fully(attempt)
    return office.browser("oscar").decide(attempt).headers["location"]


def test_a_person_goes_from_log_in_to_a_certificate(office: Office, decided: str) -> None:
    page = office.browser("oscar").get(decided)
    assert "Rosa Imelda Ayala" in page.text


@pytest.mark.parametrize(
    ("login", "home"), [("ana", "/queue"), ("carla", "/candidates"), ("aud", "/certificates")]
)
def test_log_in_leads_to_the_persons_work(office: Office, login: str, home: str) -> None:
    assert office.stranger().log_in(login, PASSWORD).headers["location"] == home


def test_the_queue_shows_code_test_and_centre(office: Office) -> None:
    code = office.candidate()
    office.attempt(code)
    text = office.browser("ana").get("/queue").text
    assert all(part in text for part in (code, PACK.text("title", "es"), "Zacatecoluca"))


def test_the_queue_shows_no_name(office: Office) -> None:
    office.attempt(office.candidate("Rosa Imelda Ayala"))
    assert "Imelda" not in office.browser("ana").get("/queue").text


def test_the_rating_form_shows_every_band_with_its_words(office: Office) -> None:
    text = office.browser("ana").get(f"/attempts/{office.attempt()}/rate").text
    words = {PACK.text(choice.label, "es") for c in PACK.criteria for choice in c.choices}
    assert all(word in text for word in words)


def test_before_the_blind_rating_no_page_shows_the_ais_scores(office: Office) -> None:
    attempt = office.attempt()
    digest = digest_bytes(ANNOTATED)
    ana = office.browser("ana")
    paths = ["rate", ""]
    texts = [ana.get(f"/attempts/{attempt}/{path}".rstrip("/")).text for path in paths]
    assert not any("100 %" in text or digest in text for text in texts)


def test_before_the_blind_rating_the_annotated_picture_is_not_served(office: Office) -> None:
    attempt = office.attempt()
    path = f"/attempts/{attempt}/evidence/{digest_bytes(ANNOTATED)}"
    assert office.browser("ana").get(path).status_code == 404


def test_the_raw_photo_is_served_as_it_was_taken(office: Office) -> None:
    path = f"/attempts/{office.attempt()}/evidence/{digest_bytes(PHOTO)}"
    assert office.browser("ana").get(path).content == PHOTO


def test_after_the_blind_rating_the_rater_sees_what_was_measured(office: Office) -> None:
    attempt = office.attempt()
    ana = office.browser("ana")
    ana.rate(attempt)
    text = ana.get(f"/attempts/{attempt}/rate").text
    assert "100 %" in text
    assert digest_bytes(ANNOTATED) in text


def test_a_coordinator_sees_no_pictures(office: Office) -> None:
    path = f"/attempts/{office.attempt()}/evidence/{digest_bytes(PHOTO)}"
    assert office.browser("carla").get(path).status_code == 403


def test_an_incomplete_rating_comes_back_with_what_was_entered(office: Office) -> None:
    attempt = office.attempt()
    ana = office.browser("ana")
    fields = {"band.helmet_worn": "worn", "note.helmet_worn": "red helmet"}
    answer = ana.send(f"/attempts/{attempt}/rate", f"/attempts/{attempt}/rate", fields)
    assert answer.status_code == 422
    assert "red helmet" in answer.text


def test_who_rated_gets_a_page_that_names_who_can_decide(office: Office) -> None:
    attempt = office.attempt()
    office.browser("berta").rate_fully(attempt)
    page = office.browser("berta").get(f"/attempts/{attempt}/decide")
    assert page.status_code == 403
    assert "Óscar Certificador" in page.text


def test_who_rated_cannot_decide_by_sending_the_form_all_the_same(office: Office) -> None:
    attempt = office.attempt()
    office.browser("berta").rate_fully(attempt)
    assert office.browser("berta").decide(attempt).status_code == 403


def test_an_assessor_cannot_decide(office: Office) -> None:
    attempt = office.attempt()
    office.browser("ana").rate_fully(attempt)
    assert office.browser("ana").decide(attempt).status_code == 403


def test_the_decision_page_shows_every_link_checked(office: Office) -> None:
    attempt = office.attempt()
    office.browser("ana").rate_fully(attempt)
    page = office.browser("oscar").get(f"/attempts/{attempt}/decide").text
    assert page.count('class="link holds"') == 4


def test_competent_cannot_be_chosen_against_the_pass_rule(office: Office) -> None:
    attempt = office.attempt(seen=person(helmet=None))
    office.browser("ana").rate_fully(attempt, helmet_worn="not_worn")
    page = office.browser("oscar").get(f"/attempts/{attempt}/decide").text
    assert re.search(r'value="competent" required disabled', page)


def test_not_yet_competent_ends_in_kind_words_and_next_steps(office: Office) -> None:
    attempt = office.attempt(seen=person(helmet=None))
    office.browser("ana").rate_fully(attempt, helmet_worn="not_worn")
    answer = office.browser("oscar").decide(attempt, "not_yet_competent", "Falta el casco.")
    page = office.browser("carla").get(answer.headers["location"]).text
    assert all(
        part in page for part in ("Todavía no competente", "Para practicar", "Pida una nueva fecha")
    )


def test_a_result_is_not_shown_before_the_decision(office: Office) -> None:
    path = f"/attempts/{office.attempt()}/result"
    assert office.browser("ana").get(path).status_code == 409


@pytest.mark.parametrize(
    ("name", "media_type", "begin"),
    [
        ("certificate.pdf", "application/pdf", b"%PDF"),
        ("certificate.json", "application/json", b"{"),
        ("qr.png", "image/png", b"\x89PNG"),
    ],
)
def test_a_certificate_can_be_taken_away(
    office: Office, decided: str, name: str, media_type: str, begin: bytes
) -> None:
    answer = office.browser("oscar").get(f"{decided}/{name}")
    assert answer.headers["content-type"] == media_type
    assert answer.content.startswith(begin)


def test_a_withdrawn_certificate_says_so_in_the_public_list(office: Office, decided: str) -> None:
    anybody = office.stranger()
    before = anybody.get("/status/1.cwt").content
    office.browser("oscar").send(
        decided, f"{decided}/status", {"act": "withdraw", "reason": "Not their photo."}
    )
    assert anybody.get("/status/1.cwt").content != before
    assert "retirado" in office.browser("aud").get(decided).text


def test_an_auditor_cannot_withdraw_a_certificate(office: Office, decided: str) -> None:
    answer = office.browser("aud").send(
        "/certificates", f"{decided}/status", {"act": "withdraw", "reason": "x"}
    )
    assert answer.status_code == 422
    assert "válido" in office.browser("aud").get(decided).text


def test_a_coordinator_registers_a_candidate_and_gets_a_slip(office: Office) -> None:
    carla = office.browser("carla")
    answer = carla.send(
        "/candidates", "/candidates", {"name": "Luis Tzoc", "centre": "zacatecoluca"}
    )
    page = carla.get(answer.headers["location"]).text
    assert "Luis Tzoc" in page
    assert "qr.png" in page


def test_the_slips_code_can_be_read_by_a_camera(office: Office) -> None:
    zxingcpp = pytest.importorskip("zxingcpp")
    import io

    from PIL import Image

    code = office.candidate()
    picture = office.browser("carla").get(f"/candidates/{code}/qr.png").content
    assert zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))[0].text == code


def test_a_refused_candidate_comes_back_with_what_was_entered(office: Office) -> None:
    answer = office.browser("carla").send(
        "/candidates", "/candidates", {"name": "Luis Tzoc", "centre": "atlantis"}
    )
    assert answer.status_code == 422
    assert "Luis Tzoc" in answer.text


def test_erasing_needs_the_code_typed(office: Office) -> None:
    code = office.candidate("Rosa Imelda Ayala")
    carla = office.browser("carla")
    carla.send(f"/candidates/{code}", f"/candidates/{code}/erase", {"typed": "AAA-AAA"})
    assert "Imelda" in carla.get(f"/candidates/{code}").text


def test_an_erased_candidate_has_no_name_and_no_pictures(office: Office) -> None:
    code = office.candidate("Rosa Imelda Ayala")
    attempt = office.attempt(code)
    carla = office.browser("carla")
    carla.send(f"/candidates/{code}", f"/candidates/{code}/erase", {"typed": code})
    picture = office.browser("ana").get(f"/attempts/{attempt}/evidence/{digest_bytes(PHOTO)}")
    assert "Imelda" not in carla.get(f"/candidates/{code}").text
    assert picture.status_code == 410


def test_the_auditor_sees_who_did_what(office: Office, decided: str) -> None:
    page = office.browser("aud").get("/audit").text
    assert "certificado emitido" in page
    assert "oscar" in page


def test_the_auditor_can_check_the_whole_chain(office: Office) -> None:
    assert "La cadena está completa" in office.browser("aud").get("/audit?check=true").text


def test_names_never_stand_in_the_audit_log(office: Office, decided: str) -> None:
    assert "Imelda" not in office.browser("aud").get("/audit").text


def test_the_administrator_gives_an_account_that_can_log_in(office: Office) -> None:
    fields = {"login": "nueva", "name": "Nueva Evaluadora", "role": "assessor"}
    page = office.browser("adela").send("/accounts", "/accounts", fields).text
    password = re.findall(r'class="big code">([^<]+)<', page)[1]
    assert office.stranger().log_in("nueva", password).headers["location"] == "/queue"


def test_a_refused_account_comes_back_with_what_was_entered(office: Office) -> None:
    fields = {"login": "ana", "name": "Ana Segunda", "role": "assessor"}
    answer = office.browser("adela").send("/accounts", "/accounts", fields)
    assert answer.status_code == 422
    assert "Ana Segunda" in answer.text


def test_a_closed_account_is_out_at_once(office: Office) -> None:
    ana = office.browser("ana")
    office.browser("adela").send("/accounts", "/accounts/ana/close", {})
    assert ana.get("/queue").headers["location"] == "/log-in"


def test_only_the_administrator_sees_the_accounts(office: Office) -> None:
    assert office.browser("carla").get("/accounts").status_code == 403


@pytest.mark.parametrize(
    ("language", "words"),
    [("es", "Trabajo pendiente"), ("en", "Waiting work"), ("fr", "Travail en attente")],
)
def test_a_page_speaks_the_chosen_language(office: Office, language: str, words: str) -> None:
    ana = office.browser("ana")
    ana.get(f"/language/{language}?back=/queue")
    page = ana.get("/queue")
    assert words in page.text
    assert f'<html lang="{language}">' in page.text


@pytest.mark.parametrize("path", ["/", "/log-in", "/v", "/keyset.json", "/health"])
def test_anybody_may_open_the_public_pages(office: Office, path: str) -> None:
    assert office.stranger().get(path).status_code == 200


@pytest.mark.parametrize("name", ["1.cwt", "1.json", "1/revocation.json", "1/suspension.json"])
def test_status_lists_are_public_in_every_form(office: Office, name: str) -> None:
    assert office.stranger().get(f"/status/{name}").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/queue", "/candidates", "/certificates", "/audit", "/attempts/x", "/attempts/x/rate"],
)
def test_a_stranger_is_led_to_log_in(office: Office, path: str) -> None:
    assert office.stranger().get(path).headers["location"] == "/log-in"


def test_an_erased_candidates_certificate_page_still_stands(office: Office) -> None:
    code = office.candidate("Rosa Imelda Ayala")
    attempt = office.attempt(code)
    office.browser("ana").rate_fully(attempt)
    page = office.browser("oscar").decide(attempt).headers["location"]
    carla = office.browser("carla")
    carla.send(f"/candidates/{code}", f"/candidates/{code}/erase", {"typed": code})
    answer = office.browser("oscar").get(page)
    assert answer.status_code == 200
    assert "Imelda" not in answer.text


def test_what_certificates_stand_for_is_published_whole_and_signed(office: Office) -> None:
    signed = cose.read(office.stranger().get("/schemes.cose").content, 1_000_000)
    keyset = load_keyset(office.stranger().get("/keyset.json").content)
    assert keyset.by_kid[signed.kid].purpose == "status"
    assert signed.holds(keyset.by_kid[signed.kid].public_key)
    sheets = json.loads(signed.payload)["schemes"]
    assert {entry.scheme for entry in keyset.keys if entry.purpose == "certificate"} <= set(sheets)
    assert all(
        set(words) == {"es", "en", "fr"} for one in sheets.values() for words in one["units"]
    )
    assert sheets["site-protection"]["tests"][0]["criteria"]


def test_the_verifier_page_travels_compressed(office: Office) -> None:
    stranger = office.stranger()
    packed = stranger.get("/v/main.js")
    assert packed.headers["content-encoding"] == "gzip"
    plain = stranger.client.get("/v/main.js", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == packed.text


def test_a_certificates_papers_and_picture_are_downloaded(office: Office, decided: str) -> None:
    oscar = office.browser("oscar")
    for name, start in (
        ("certificate.pdf", b"%PDF-1.7"),
        ("card.pdf", b"%PDF-1.7"),
        ("badge.png", b"\x89PNG"),
    ):
        assert f"{decided}/{name}" in oscar.get(decided).text
        assert oscar.get(f"{decided}/{name}").content.startswith(start)
    assert b"/ETSI.CAdES.detached" in oscar.get(f"{decided}/certificate.pdf").content
    published = office.stranger().get("/documents.pem").text
    assert published == office.stranger().get("/documents.pem").text
    assert published.startswith("-----BEGIN CERTIFICATE-----")


@pytest.mark.parametrize("form", ["certificates", "cards", "list"])
def test_ticked_certificates_are_printed_for_a_ceremony(
    form: str, office: Office, decided: str
) -> None:
    number = decided.rpartition("/")[2]
    page = office.browser("oscar").send(
        "/certificates", "/certificates/print", {"number": number, "form": form}
    )
    assert page.headers["content-type"] == "application/pdf"
    assert page.content.startswith(b"%PDF-1.7")


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"form": "certificates"}, 422),
        ({"form": "banners", "number": "1"}, 422),
        ({"form": "cards", "number": "0000-0000-0000-0000"}, 404),
    ],
)
def test_what_cannot_be_printed_gets_one_clear_answer(
    fields: dict[str, str], status: int, office: Office, decided: str
) -> None:
    assert decided
    answer = office.browser("oscar").send("/certificates", "/certificates/print", fields)
    assert answer.status_code == status


def test_a_withdrawn_certificate_is_not_printed_for_a_ceremony(
    office: Office, decided: str
) -> None:
    oscar = office.browser("oscar")
    token = oscar.token(decided)  # of the page as it was before
    oscar.send(decided, f"{decided}/status", {"act": "withdraw", "reason": "error"})
    fields = {"csrf": token, "form": "cards", "number": decided.rpartition("/")[2]}
    assert oscar.client.post("/certificates/print", data=fields).status_code == 422
