"""A kiosk that cannot start says so on its screen, and starts by itself once it can."""

import time
from collections.abc import Callable
from pathlib import Path

import pygame
import pytest

from kiosk.__main__ import main
from kiosk.identity import Identity, is_paired, save_identity
from kiosk.pairing import pair
from kiosk.screens.gallery import SIZES
from kiosk.screens.page import Page
from kiosk.screens.theme import Theme
from kiosk.screens.unready import trouble_page, unpaired_page
from kiosk.screens.waiting_room import Again, Pairing, wait_for
from kiosk.screens.widgets import Text
from kiosk.texts import LANGUAGES, load_catalogue
from protocol import SealKey
from protocol.curve import CurveKeys

SIZE = (640, 400)


def words(page: Page) -> str:
    return " ".join(widget.text for widget in page.widgets if isinstance(widget, Text))


@pytest.fixture(autouse=True)
def fonts() -> None:
    pygame.font.init()


def with_a_long_reason(theme: Theme) -> Page:
    return trouble_page(theme, "the journal in /var/lib/acredita cannot be opened; " * 5)


def with_a_typed_code(theme: Theme) -> Page:
    typed = f"acredita-pair:acredita.example.org:5571/{'W' * 52}/ABCD-EFGH-JKMN-PQRS"
    return unpaired_page(theme, typed, "the server at acredita.example.org does not answer " * 2)


@pytest.mark.parametrize("size", SIZES.values())
@pytest.mark.parametrize("page_of", [unpaired_page, with_a_typed_code, with_a_long_reason])
def test_the_words_fit_on_every_screen(
    page_of: Callable[[Theme], Page], size: tuple[int, int]
) -> None:
    page = page_of(Theme(size))
    assert [fault for widget in page.widgets if (fault := widget.fault())] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_everybody_reads_what_is_missing_in_their_language(language: str) -> None:
    say = load_catalogue(language).say
    told = words(unpaired_page(Theme(SIZE)))
    assert say("unready.unpaired") in told
    assert say("unready.title") in words(with_a_long_reason(Theme(SIZE)))


def press(wait: Pairing, typed: str) -> None:
    for sign in typed:
        wait.key(pygame.event.Event(pygame.KEYDOWN, key=ord(sign.lower()), unicode=sign))
    wait.key(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_RETURN, unicode="\r"))


def answered(wait: Pairing) -> bool:
    end = time.monotonic() + 60
    while "…" in words(wait.page(Theme(SIZE))) and time.monotonic() < end:
        wait.over()
    return wait.over()


def test_a_code_that_is_typed_or_scanned_joins_the_server() -> None:
    joined: list[str] = []
    wait = Pairing(joined.append, lambda: bool(joined))
    assert not wait.over()
    press(wait, "acredita-pair:host:5571/KEY/CODE")
    assert answered(wait)
    assert joined == ["acredita-pair:host:5571/KEY/CODE"]


def test_a_code_that_is_wrong_is_said_and_may_be_typed_again(tmp_path: Path) -> None:
    wait = Pairing(lambda code: pair(code, tmp_path, "kiosk"), lambda: is_paired(tmp_path))
    press(wait, "hello")
    assert not answered(wait)
    assert "copy the whole of it" in words(wait.page(Theme(SIZE)))


def test_an_unpaired_kiosk_waits_until_it_is_paired() -> None:
    looks = iter((False, True))
    wait = Pairing(lambda code: None, lambda: next(looks))
    assert wait_for(wait, windowed=SIZE, locked=True, inches=10.1)


def test_a_kiosk_left_alone_says_why_it_does_not_start_instead_of_going_round(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = CurveKeys.generate()
    nobody = ("k1", "Kiosk", "Centre", "127.0.0.1", 9, 9, keys.public, keys)
    save_identity(tmp_path, Identity(*nobody, SealKey.generate()))
    (tmp_path / "keys" / "identity.json").write_text("{")
    told: list[str] = []

    class EndError(Exception):
        """Ends the kiosk, which would go on for ever."""

    def show(wait: Again, **_: object) -> bool:
        told.append(words(wait.page(Theme(SIZE))))
        raise EndError

    monkeypatch.setattr("kiosk.__main__.wait_for", show)
    with pytest.raises(EndError):
        main(["--dir", str(tmp_path), "--windowed", "640x400", "--locked"])
    assert "identity.json cannot be read" in told[0]
    assert main(["--dir", str(tmp_path), "--windowed", "640x400"]) == 1
