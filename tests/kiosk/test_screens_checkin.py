"""Who is there: a slip, a code, or nothing yet."""

import pygame
import pytest

from kiosk.screens.moves import Go
from kiosk.screens.rehearsal import CODE, Rehearsal, with_slip
from protocol.candidate_code import read_candidate_code
from tests.kiosk.visits import Open, Time, consent, kinds, words


def test_a_code_the_centre_does_not_expect_is_asked_for_twice_and_then_taken(
    play: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(play.desk, "expects", lambda code: False)
    play.visitor.until("start")
    for name in ("start", "en"):
        play.visitor.touch(name)
    play.visitor.choose("tourism/table_setting")
    play.visitor.touch("code")
    for sign in CODE.replace("-", ""):
        play.visitor.touch(f"key {sign}")
    play.visitor.touch("next")
    assert f"We do not know the code {CODE}" in words(play)
    play.visitor.touch("next")
    play.visitor.until("consent")


def test_a_code_that_is_too_short_is_asked_for_again(play: Rehearsal) -> None:
    play.visitor.until("start")
    for name in ("start", "en"):
        play.visitor.touch(name)
    play.visitor.choose("tourism/table_setting")
    play.visitor.touch("code")
    for name in ("key 7", "next"):
        play.visitor.touch(name)
    assert "missing" in words(play)


def test_a_slip_before_the_camera_says_who_is_there(play: Rehearsal) -> None:
    play.to_check_in()
    play.visitor.touch("scan")
    image = play.lens.image
    assert image is not None
    play.lens.image = with_slip(image, CODE)
    play.visitor.until("whose")
    play.visitor.touch("mine")
    play.visitor.until("consent")
    assert play.services.visit.code == CODE


@pytest.mark.parametrize("says", ["https://example.org/v#123", "K7M-4X", "\u00e9" * 300])
def test_another_square_of_dots_is_not_a_slip(play: Rehearsal, says: str) -> None:
    play.to_check_in()
    play.visitor.touch("scan")
    image = play.lens.image
    assert image is not None
    play.lens.image = with_slip(image, says)
    play.visitor.wait(lambda: "no es de su inscripción" in words(play), "what is wrong with it")
    assert play.stage.shown.name == "scan"


def test_a_torn_slip_is_helped_with(open_kiosk: Open) -> None:
    time = Time()
    with open_kiosk(now=time) as play:
        play.to_check_in()
        play.visitor.touch("scan")
        image = play.lens.image
        assert image is not None
        torn = with_slip(image, CODE)
        torn[:, : torn.shape[1] // 2] = image[:, : image.shape[1] // 2]
        play.lens.image = torn
        time.at += 13
        play.visitor.wait(lambda: "¿No se lee?" in words(play), "help")
        play.visitor.touch("code")
        play.visitor.until("code")


def test_a_slip_that_is_not_mine_leaves_nothing(play: Rehearsal) -> None:
    play.to_check_in()
    play.visitor.touch("scan")
    image = play.lens.image
    assert image is not None
    play.lens.image = with_slip(image, CODE)
    play.visitor.until("whose")
    play.lens.image = image
    play.visitor.touch("not mine")
    play.visitor.until("checkin")
    assert (play.services.visit.code, kinds(play)) == ("", [])


def test_a_code_that_took_this_test_today_is_asked_about(play: Rehearsal) -> None:
    consent(play)
    play.services.abandon("left by the candidate")
    play.stage.go(Go("start"))
    play.to_check_in()
    play.visitor.touch("code")
    for sign in CODE.replace("-", ""):
        play.visitor.touch(f"key {sign}")
    play.visitor.touch("next")
    play.visitor.until("whose")
    assert "Hoy ya se hizo" in words(play)


def test_somebody_without_a_code_gets_one_nobody_has(play: Rehearsal) -> None:
    play.to_check_in()
    play.visitor.touch("enrol")
    code = play.services.visit.code
    assert read_candidate_code(code) == code
    assert code in words(play)
    play.visitor.touch("next")
    play.visitor.until("consent")
    assert kinds(play) == []  # a code is written down with the answer to the consent, not before


def test_a_reader_that_types_is_read_wherever_a_slip_may_be_shown(play: Rehearsal) -> None:
    play.to_check_in()
    for sign in f"{CODE.lower()}\r":
        play.visitor.key(pygame.K_RETURN if sign == "\r" else ord(sign), sign)
    play.visitor.until("consent")
    assert play.services.visit.code == CODE
