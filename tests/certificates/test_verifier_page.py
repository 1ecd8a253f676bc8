"""The verifier page in Chromium: what an employer sees, online and offline."""

import gzip
import json
from datetime import UTC, datetime, timedelta

import pytest
from certificate_world import KEYS, RECORD, TITLES
from playwright.sync_api import BrowserContext, Page, expect
from verifier_site import Site, answer, forged

from certificates import verifier_files


def test_a_good_certificate_is_green_with_name_and_competency(site: Site, page: Page) -> None:
    assert answer(page, site.link()) == ("valid", "ok")
    expect(page.locator("h1#state")).to_have_text("Válido")
    expect(page.locator("#name")).to_have_text(RECORD.holder_name)
    expect(page.locator("#competency")).to_have_text(RECORD.competency)
    expect(page.locator("#age")).to_contain_text("Estado publicado")
    assert page.complaints == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["suspended", "withdrawn"])
def test_status_shows_at_once(name: str, site: Site, page: Page) -> None:
    assert answer(page, site.link(name)) == (name, name)


def test_a_forged_certificate_shows_no_name(site: Site, page: Page) -> None:
    state, _ = answer(page, forged(site.link()))
    assert state == "forged"
    expect(page.locator("#holder")).to_be_hidden()
    expect(page.locator("body")).not_to_contain_text("María")


def test_fragment_reaches_no_server_and_only_whole_lists_are_asked_for(
    site: Site, page: Page
) -> None:
    answer(page, site.link())
    assert all("#" not in path and path.count("/") <= 3 for path in site.asked)
    lists = {path for path in site.asked if path.startswith("/status")}
    assert lists == {"/status/1.cwt"}


def test_languages_change_every_word(site: Site, page: Page) -> None:
    answer(page, site.link())
    for language, word in (("en", "Valid"), ("fr", "Valide"), ("es", "Válido")):
        page.locator(f"[data-language={language}]").click()
        expect(page.locator("h1#state")).to_have_text(word)
        assert page.evaluate("document.documentElement.lang") == language


def short(site: Site) -> str:
    """The link of a certificate that leaves competency and level to the keyset."""
    words = TITLES["mesa-1"]
    return site.link(competency=words.title.es, level=words.level.es)


def test_the_keysets_title_is_shown_in_the_readers_language(site: Site, page: Page) -> None:
    assert answer(page, short(site)) == ("valid", "ok")
    words = TITLES["mesa-1"]
    for language in ("en", "fr", "es"):
        page.locator(f"[data-language={language}]").click()
        expect(page.locator("#competency")).to_have_text(words.title.in_language(language))
        expect(page.locator("#details dd").first).to_have_text(words.level.in_language(language))
    expect(page.locator("#details dd").nth(1)).to_contain_text("Instituto Nacional")
    assert page.complaints == []  # type: ignore[attr-defined]


def test_a_code_whose_title_no_keyset_says_is_not_green(site: Site, page: Page) -> None:
    link = short(site)
    site.sign(titled=False)
    assert answer(page, link) == ("not_checked", "title_missing")
    expect(page.locator("#name")).to_have_text(RECORD.holder_name)
    expect(page.locator("#competency")).to_be_empty()
    expect(page.locator("#reason")).to_contain_text("no dice aún qué certifica")


def test_a_link_can_be_pasted(site: Site, page: Page) -> None:
    page.goto(f"{site.base}/v")
    page.locator("#ask summary").click()
    page.locator("#link").fill(site.link())
    page.locator("#paste button").click()
    expect(page.locator("h1#state")).to_have_text("Válido")


def test_without_its_status_list_nothing_is_green(site: Site, page: Page) -> None:
    link = site.link()
    del site.files["/status/1.cwt"]
    assert answer(page, link) == ("not_checked", "status_missing")


def test_an_outdated_list_is_not_green(site: Site, page: Page) -> None:
    link = site.link()
    site.publish(now=datetime.now(UTC) - timedelta(days=8))
    assert answer(page, link) == ("not_checked", "status_stale")


def test_a_list_older_than_one_already_seen_is_not_believed(site: Site, page: Page) -> None:
    link = site.link()
    assert answer(page, link) == ("valid", "ok")
    site.publish(now=datetime.now(UTC) - timedelta(days=1))
    assert answer(page, link) == ("not_checked", "status_missing")


def test_a_keyset_of_another_root_checks_nothing(site: Site, page: Page) -> None:
    link = site.link()
    site.sign("stranger")
    assert answer(page, link) == ("not_checked", "keyset_refused")


def test_a_copy_of_the_page_at_another_address_checks_nothing(site: Site, page: Page) -> None:
    link = site.link().replace("127.0.0.1", "localhost")
    assert answer(page, link) == ("not_checked", "wrong_host")


def test_offline_after_one_visit_a_new_certificate_is_checked(
    site: Site, page: Page, context: BrowserContext
) -> None:
    fresh = site.link(holder_name="Carlos Antonio Ramírez", status_index=4711)
    withdrawn = site.link("withdrawn")
    answer(page, site.link())
    page.evaluate("navigator.serviceWorker.ready")
    context.set_offline(True)
    site.down = True
    assert answer(page, fresh) == ("valid", "ok")
    expect(page.locator("#name")).to_have_text("Carlos Antonio Ramírez")
    expect(page.locator("#age")).to_contain_text("Estado publicado")
    assert answer(page, withdrawn) == ("withdrawn", "withdrawn")
    assert answer(page, forged(fresh))[0] == "forged"


def test_offline_with_an_outdated_list_the_answer_is_not_checked(
    site: Site, page: Page, context: BrowserContext
) -> None:
    link = site.link()
    site.publish(now=datetime.now(UTC), lifetime=timedelta(seconds=3600))
    answer(page, link)
    page.evaluate("navigator.serviceWorker.ready")
    context.set_offline(True)
    page.clock.set_fixed_time(datetime.now(UTC) + timedelta(hours=2))
    assert answer(page, link) == ("not_checked", "status_stale")


def test_page_is_small_and_asks_nobody_else(site: Site, page: Page) -> None:
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    answer(page, site.link())
    assert hosts == {site.base.removeprefix("http://")}
    assert sum(len(gzip.compress(data, 9)) for data, _ in verifier_files().values()) < 60_000
    assert json.loads(site.files["/v/config.json"][0]) == {"root": KEYS["root"].multibase}


def test_page_leaves_nothing_behind_but_its_own_memory(
    site: Site, page: Page, context: BrowserContext
) -> None:
    answer(page, site.link())
    assert context.cookies() == []
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert RECORD.holder_name not in kept
    assert set(json.loads(kept)) <= {"acredita.seen", "acredita.language"}


def test_what_a_certificate_means_is_told_in_every_language(site: Site, page: Page) -> None:
    answer(page, site.link())
    page.locator("#meaning summary").click()
    for language, criterion, body in (
        ("es", "Plato al borde de la mesa (imprescindible)", "Certifica Instituto Nacional"),
        ("en", "Plate to the table's edge (must be right)", "Certified by Instituto Nacional"),
        ("fr", "Assiette au bord de la table (indispensable)", "Certifié par Instituto Nacional"),
    ):
        page.locator(f"[data-language={language}]").click()
        expect(page.locator("#meaning-body")).to_contain_text(criterion)
        expect(page.locator("#meaning-body")).to_contain_text(body)


def test_schemes_that_nobody_signed_explain_nothing(site: Site, page: Page) -> None:
    data, media_type = site.files["/schemes.cose"]
    site.files["/schemes.cose"] = (data.replace(b"Preparar", b"Prepagar"), media_type)
    assert answer(page, site.link()) == ("valid", "ok")
    expect(page.locator("#meaning")).to_be_hidden()


def test_a_printed_answer_says_when_and_where_it_was_checked(site: Site, page: Page) -> None:
    answer(page, site.link())
    page.emulate_media(media="print")
    expect(page.locator("#printed")).to_contain_text(f"{site.base.removeprefix('http://')}/v")
    expect(page.locator("#age")).to_be_visible()
    expect(page.locator(".actions")).to_be_hidden()
