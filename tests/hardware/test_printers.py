"""Printers: a receipt printer on a port, the kernel's file, the simulated twin, wrong settings."""

from pathlib import Path

import numpy as np
import pytest
import qrcode
import zxingcpp

from hardware import words_for
from hardware.device import DeviceAbsentError, DeviceBrokenError, Standing
from hardware.printers import Slip, open_page_printer, open_slip_printer
from hardware.source import SourceError
from tests.hardware.receipt_printer import ReceiptPrinter

LINK = "https://acredita.example/s#12345678901234567890"


def slip(width: int = 576, height: int = 700) -> Slip:
    """A white slip with a QR code in its middle."""
    code = np.array(qrcode.make(LINK, box_size=6).convert("L"))
    paper = np.full((height, width), 255, np.uint8)
    top, left = (height - code.shape[0]) // 2, (width - code.shape[1]) // 2
    paper[top : top + code.shape[0], left : left + code.shape[1]] = code
    return paper


def test_a_slip_comes_out_dot_for_dot_and_its_code_can_be_read() -> None:
    with ReceiptPrinter() as device:
        open_slip_printer(f"escpos:127.0.0.1:{device.port}").print_slip(slip())
    assert len(device.slips) == 1
    assert np.array_equal(device.slips[0], slip())
    assert not device.unknown
    assert [code.text for code in zxingcpp.read_barcodes(device.slips[0])] == [LINK]


def test_a_narrow_roll_gets_narrow_slips() -> None:
    with ReceiptPrinter() as device:
        printer = open_slip_printer(f"escpos:tcp://127.0.0.1:{device.port}?width=384")
        assert printer.width_px == 384
        printer.print_slip(slip(384))
        with pytest.raises(ValueError, match="must be uint8 of shape"):
            printer.print_slip(slip(576))
    assert device.slips[0].shape[1] == 384


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"paper": False}, "no_paper"),
        ({"lid_open": True}, "offline"),
        ({"silent": True}, "no_answer"),
    ],
)
def test_a_printer_that_cannot_print_says_why_and_nothing_is_cut(
    fault: dict[str, bool], code: str
) -> None:
    with ReceiptPrinter(**fault) as device:
        printer = open_slip_printer(f"escpos:127.0.0.1:{device.port}")
        assert printer.condition().standing is Standing.BROKEN
        assert printer.condition().code == code
        with pytest.raises(DeviceBrokenError) as caught:
            printer.print_slip(slip())
    assert caught.value.condition.code == code
    assert device.slips == []


def test_a_printer_that_never_answers_prints_when_it_is_not_asked() -> None:
    with ReceiptPrinter(silent=True) as device:
        printer = open_slip_printer(f"escpos:127.0.0.1:{device.port}?status=no")
        assert printer.condition().standing is Standing.READY
        printer.print_slip(slip())
        printer.print_slip(slip())
    assert len(device.slips) == 2


def test_a_line_that_breaks_in_the_middle_is_told_and_the_next_slip_is_whole() -> None:
    with ReceiptPrinter() as device:
        device.breaks_after = 20_000
        printer = open_slip_printer(f"escpos:127.0.0.1:{device.port}")
        tall = np.tile(slip(), (10, 1))
        with pytest.raises(DeviceBrokenError) as caught:
            printer.print_slip(tall)
        assert caught.value.condition.code in ("interrupted", "no_answer")
        device._rows = []  # the torn paper is thrown away
        printer.print_slip(slip())
    assert np.array_equal(device.slips[-1], slip())


def test_a_printer_that_is_not_there_is_absent(tmp_path: Path) -> None:
    for line in ("escpos:127.0.0.1:9", f"escpos:{tmp_path}/lp0", "escpos:/dev/ttyACRED9"):
        printer = open_slip_printer(line)
        assert printer.condition().standing is Standing.ABSENT
        with pytest.raises(DeviceAbsentError):
            printer.print_slip(slip())
    assert list(tmp_path.iterdir()) == []  # no printer file was made by writing to it


def test_the_kernels_printer_file_gets_the_same_bytes_as_the_network(tmp_path: Path) -> None:
    file = tmp_path / "lp0"
    file.touch()
    open_slip_printer(f"escpos:{file}").print_slip(slip())
    device = ReceiptPrinter()
    assert device._understand(device._server, file.read_bytes()) == b""
    device._server.close()
    assert np.array_equal(device.slips[0], slip())


def test_the_simulated_printer_puts_papers_into_a_folder(tmp_path: Path) -> None:
    printer = open_slip_printer(f"simulated:{tmp_path / 'papers'}")
    printer.print_slip(slip())
    printer.print_slip(slip())
    pdf = tmp_path / "certificate.pdf"
    pdf.write_bytes(b"%PDF-1.7")
    open_page_printer(f"simulated:{tmp_path / 'papers'}").print_pages(pdf)
    names = sorted(path.name for path in (tmp_path / "papers").iterdir())
    assert names == ["pages-1.pdf", "slip-1.png", "slip-2.png"]


def test_the_simulated_printer_refuses_as_a_real_one(tmp_path: Path) -> None:
    for code, wrong in (("absent", DeviceAbsentError), ("no_paper", DeviceBrokenError)):
        printer = open_slip_printer(f"simulated:{tmp_path / 'papers'}?condition={code}")
        with pytest.raises(wrong) as caught:
            printer.print_slip(slip())
        assert caught.value.condition == printer.condition()
        assert words_for("printer", printer.condition(), "es").remedy
    assert not (tmp_path / "papers").exists()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("laser:1", "names no known driver"),
        ("escpos:", "say where"),
        ("escpos:printer", "is no receipt printer"),
        ("escpos:10.0.0.1:99999", "is no receipt printer"),
        ("escpos:/dev/usb/lp0?width=100", "width must be one of"),
        ("escpos:/dev/usb/lp0?color=red", "has no option 'color'"),
        ("escpos:/dev/usb/lp0?status=maybe", "status must be yes or no"),
        ("cups:--help", "cannot be '--help'"),
        ("cups:x?server=$(id)", "server cannot be"),
        ("simulated:", "say where"),
        ("simulated:x?condition=sad", "condition must be ready"),
        ("escpos:x?width", "write the options"),
    ],
)
def test_a_wrong_line_of_settings_names_the_remedy(line: str, says: str) -> None:
    with pytest.raises(SourceError, match=says.replace("(", r"\(").replace("$", r"\$")):
        open_slip_printer(line)
