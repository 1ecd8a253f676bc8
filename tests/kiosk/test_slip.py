"""The slip a candidate takes home: what it says, that its code reads, that it is printed."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pygame
import pytest
import zxingcpp
from PIL import Image

from hardware.printers import open_slip_printer
from kiosk.devices import Devices
from kiosk.screens.moves import Go
from kiosk.screens.rehearsal import CODE, Rehearsal
from kiosk.screens.slip_picture import draw_slip
from kiosk.slip import Slip
from kiosk.texts import LANGUAGES
from tests.kiosk.visits import consent, words

SLIP = Slip(
    code=CODE, test="Poner la mesa", centre="San Salvador",
    at=datetime(2026, 11, 27, 9, 30, tzinfo=UTC), language="es",
    scan="https://acredita.example.org/s/5f0c6d6e-3d4f-4bb5-9d55-0a1c2f1f8a11", leads_on=True,
)  # fmt: skip


@pytest.fixture(autouse=True)
def _fonts() -> None:
    pygame.font.init()


@pytest.mark.parametrize("width", [384, 512, 576])
@pytest.mark.parametrize("language", LANGUAGES)
def test_its_code_is_read_by_a_reader_we_did_not_write(language: str, width: int) -> None:
    picture = draw_slip(replace(SLIP, language=language), width)
    assert picture.shape[1] == width
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [SLIP.scan]


def test_it_says_the_code_and_what_comes_next_but_no_outcome() -> None:
    said = SLIP.text()
    assert CODE in said
    assert "Otra decide" in said


def test_it_is_printed_when_it_is_asked_for(play: Rehearsal, tmp_path: Path) -> None:
    printer = open_slip_printer(f"simulated:{tmp_path / 'printed'}")
    play.services.devices = Devices(slip_printer=printer)
    consent(play)
    play.visitor.until("equipment")
    play.stage.go(Go("paper"))
    play.visitor.touch("print")
    play.visitor.until("paper")
    assert "tome su papel" in words(play)
    printed = list((tmp_path / "printed").rglob("*.png"))
    assert len(printed) == 1
    (found,) = zxingcpp.read_barcodes(np.asarray(Image.open(printed[0])))
    assert found.text == CODE


def test_a_printer_without_paper_is_no_trouble(play: Rehearsal, tmp_path: Path) -> None:
    printer = open_slip_printer(f"simulated:{tmp_path / 'printed'}?condition=no_paper")
    play.services.devices = Devices(slip_printer=printer)
    consent(play)
    play.visitor.until("equipment")
    play.stage.go(Go("paper"))
    play.visitor.touch("print")
    play.visitor.until("paper")
    assert "No se pudo imprimir" in words(play)
