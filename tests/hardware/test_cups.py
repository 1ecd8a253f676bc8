"""Sheets and slips through a real CUPS."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from hardware import DeviceAbsentError, DeviceBrokenError, Standing
from hardware.printers import open_page_printer, open_slip_printer
from tests.hardware.cups_server import add_printer, cups_server

PDF = b"%PDF-1.4\n%certificate of somebody\n%%EOF\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with cups_server(tmp_path_factory.mktemp("cups")) as server:
        yield server


def printed(paper: Path) -> bytes:
    """What came out, waited for."""
    until = time.monotonic() + 20
    while time.monotonic() < until and not paper.stat().st_size:
        time.sleep(0.1)
    return paper.read_bytes()


def test_pages_and_slips_come_out(server: str, tmp_path: Path) -> None:
    for name in ("sheets", "slips"):
        add_printer(server, name, tmp_path / name)
    certificate = tmp_path / "certificate.pdf"
    certificate.write_bytes(PDF)
    pages = open_page_printer(f"cups:sheets?server={server}")
    assert pages.condition().standing is Standing.READY
    pages.print_pages(certificate)
    assert printed(tmp_path / "sheets") == PDF
    slips = open_slip_printer(f"cups:slips?server={server}")
    slips.print_slip(np.full((300, 576), 255, np.uint8))
    assert printed(tmp_path / "slips").startswith(b"%PDF-")


def test_a_stopped_printer_takes_nothing(server: str, tmp_path: Path) -> None:
    add_printer(server, "jammed", tmp_path / "jammed")
    program = "/usr/sbin/cupsdisable"
    subprocess.run([program, "-h", server, "-r", "paper jam", "jammed"], check=True)
    printer = open_slip_printer(f"cups:jammed?server={server}")
    assert printer.condition().code == "stopped"
    with pytest.raises(DeviceBrokenError, match="paper jam"):
        printer.print_slip(np.full((300, 576), 255, np.uint8))


def test_a_printer_cups_does_not_know_is_absent(server: str) -> None:
    printer = open_page_printer(f"cups:nobody?server={server}")
    assert printer.condition().code == "no_queue"
    assert open_page_printer(f"cups?server={server}").condition().code == "no_queue"
    with pytest.raises(DeviceAbsentError):
        open_slip_printer(f"cups:nobody?server={server}").print_slip(
            np.full((300, 576), 255, np.uint8)
        )


def test_without_cups_the_remedy_is_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert open_page_printer("cups:sheets").condition().code == "no_cups"
