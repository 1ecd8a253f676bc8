"""The badge for other people's pages: whole in its frame, in every language."""

import pytest
from certificate_world import TITLES
from playwright.sync_api import Page
from verifier_site import Site, forged

from certificates.embed_page import embed_files

FRAME = {"width": 340, "height": 110}  # as docs/employers.md has it
WORDS = TITLES["mesa-1"]
NAMES = (
    "Ana López",
    "Maximiliano Bartolomé Hernández-Echeverría de los Ángeles y Peñaranda",
    "Wenceslao Maximiliano Bartholomew Hernandez-Echeverria de la Villavicencio-Monte",
)


def badge(page: Page, site: Site, link: str, language: str) -> dict[str, object]:
    """What the badge shows, and whether it or its name is cut."""
    site.files.update(embed_files())
    page.set_viewport_size(FRAME)  # type: ignore[arg-type]
    page.goto("about:blank")
    page.goto(f"{site.base}/embed?language={language}#{link.partition('#')[2]}")
    page.wait_for_selector("#badge[data-reason]")
    told: dict[str, object] = page.evaluate("""() => {
      const {scrollHeight, scrollWidth} = document.documentElement;
      const name = document.getElementById('name'), badge = document.getElementById('badge');
      return {
        state: badge.dataset.state, tall: scrollHeight, wide: scrollWidth,
        name: name.textContent, nameCut: name.scrollHeight > name.clientHeight + 1,
        competency: document.getElementById('competency').textContent,
      };
    }""")
    return told


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["es", "en", "fr"])
def test_name_and_title_stand_whole_in_the_frame(
    name: str, language: str, site: Site, page: Page
) -> None:
    link = site.link(holder_name=name, competency=WORDS.title.es, level=WORDS.level.es)
    assert badge(page, site, link, language) == {
        "state": "valid",
        "tall": FRAME["height"],
        "wide": FRAME["width"],
        "name": name,
        "nameCut": False,
        "competency": WORDS.title.in_language(language),
    }


@pytest.mark.parametrize("language", ["es", "en", "fr"])
def test_what_is_not_good_stands_whole_in_the_frame(language: str, site: Site, page: Page) -> None:
    short = {"competency": WORDS.title.es, "level": WORDS.level.es}
    links = [site.link("suspended", **short), site.link("withdrawn", **short), site.link(**short)]
    links += [forged(links[0]), f"{site.base}/v#123"]
    states = []
    for link in links:
        told = badge(page, site, link, language)
        assert (told["tall"], told["wide"]) == (FRAME["height"], FRAME["width"]), told
        states.append(told["state"])
    site.sign(titled=False)
    untitled = badge(page, site, links[2], language)
    assert (untitled["state"], untitled["tall"]) == ("not_checked", FRAME["height"])
    assert states == ["suspended", "withdrawn", "valid", "forged", "not_a_certificate"]
