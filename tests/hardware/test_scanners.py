"""Scanners: a real terminal line, typing at two paces, a camera, the simulated twin."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
import qrcode
from hypothesis import given
from hypothesis import strategies as st

from hardware.cameras import Image, SimulatedCamera, SimulatedConfiguration
from hardware.device import Standing
from hardware.errors import HardwareError
from hardware.scanners import ENTER, Scanner, WedgeScanner, open_scanner
from hardware.scanners.camera.configuration_camera import CameraScannerConfiguration
from hardware.scanners.camera.scanner_camera import CameraScanner, read_codes
from hardware.scanners.scanner import MAX_TEXT
from hardware.scanners.serial.configuration_serial import SerialScannerConfiguration
from hardware.scanners.serial.scanner_serial import SerialScanner
from hardware.scanners.wedge.configuration_wedge import WedgeConfiguration


class Line:
    """A serial line as the kernel makes it (a pseudo-terminal), under a name that can go away."""

    def __init__(self, name: Path) -> None:
        self.name = name
        self.plug_in()

    def plug_in(self) -> None:
        self.device, self._far = os.openpty()
        self.name.symlink_to(os.ttyname(self._far))

    def unplug(self) -> None:
        self.name.unlink()
        os.close(self._far)
        os.close(self.device)

    def sends(self, data: bytes) -> None:
        os.write(self.device, data)


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    line = Line(tmp_path / "ttyACM0")
    yield line
    if line.name.is_symlink():
        line.unplug()


def scanned(scanner: Scanner, within_s: float = 5.0) -> str | None:
    """The next scan, waited for."""
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        if (text := scanner.poll()) is not None:
            return text
        time.sleep(0.01)
    return None


def test_a_serial_scan_is_whole_whatever_the_pieces_it_comes_in(line: Line) -> None:
    scanner = open_scanner(f"serial:{line.name}?baud=115200")
    scanner.connect()
    line.sends(b"A7K")
    assert scanner.poll() is None
    line.sends("-4MÑ\r\nB2".encode())
    assert scanned(scanner) == "A7K-4MÑ"
    line.sends(b"B-222\r")
    assert scanned(scanner) == "B2B-222"
    assert scanner.poll() is None
    assert scanner.condition().standing is Standing.READY


def test_rubbish_on_the_line_is_dropped_and_the_next_scan_counts(line: Line) -> None:
    scanner = open_scanner(f"serial:{line.name}")
    scanner.connect()
    for rubbish in (
        b"\xff\xfe\x00\n",
        b"\x1b[2J\n",
        b"\n\n  \n",
        b"x" * 3000 + b"y" * 3000 + b"\n",
    ):
        for start in range(0, len(rubbish), 1000):
            line.sends(rubbish[start : start + 1000])
            scanner.poll()
    line.sends(b"GOOD-1\n")
    assert scanned(scanner) == "GOOD-1"


def test_a_scanner_may_be_unplugged_and_plugged_in_at_any_time(line: Line) -> None:
    scanner = SerialScanner(SerialScannerConfiguration(str(line.name), again_s=0.0))
    scanner.connect()
    line.sends(b"HALF")
    scanner.poll()
    line.unplug()
    assert scanner.poll() is None
    assert scanner.condition().standing is Standing.ABSENT
    line.plug_in()
    assert scanner.poll() is None  # opens it again
    line.sends(b"WHOLE\n")
    assert scanned(scanner) == "WHOLE"
    scanner.disconnect()
    scanner.disconnect()


def test_a_scanner_that_was_never_there_is_waited_for(tmp_path: Path) -> None:
    scanner = SerialScanner(SerialScannerConfiguration(str(tmp_path / "ttyACM7"), again_s=0.0))
    scanner.connect()
    assert scanner.poll() is None
    assert scanner.condition().standing is Standing.ABSENT
    line = Line(tmp_path / "ttyACM7")
    scanner.poll()
    line.sends(b"LATE-1\r")
    assert scanned(scanner) == "LATE-1"
    line.unplug()


def type_in(scanner: WedgeScanner, text: str, gap_s: float, start_s: float = 0.0) -> float:
    """Type a text at a pace; returns when the last sign came."""
    moment = start_s
    for sign in text:
        moment += gap_s
        scanner.key(sign, moment)
    return moment


@pytest.fixture
def wedge() -> WedgeScanner:
    scanner = WedgeScanner(WedgeConfiguration())
    scanner.connect()
    return scanner


def test_a_scanners_typing_is_a_scan_and_a_persons_is_not(wedge: WedgeScanner) -> None:
    type_in(wedge, f"https://x/s#123{ENTER}", gap_s=0.004)
    assert wedge.poll() == "https://x/s#123"
    type_in(wedge, f"A7K4MX{ENTER}", gap_s=0.12)
    assert wedge.poll() is None


def test_keys_before_a_scan_do_not_come_into_it(wedge: WedgeScanner) -> None:
    last = type_in(wedge, "ab", gap_s=0.2)
    type_in(wedge, f"SCAN-1{ENTER}", gap_s=0.002, start_s=last + 0.3)
    assert wedge.poll() == "SCAN-1"


def test_two_keys_at_once_are_no_scan(wedge: WedgeScanner) -> None:
    type_in(wedge, f"ab{ENTER}", gap_s=0.001)
    assert wedge.poll() is None


def test_a_scan_without_end_is_bounded(wedge: WedgeScanner) -> None:
    type_in(wedge, "x" * (MAX_TEXT * 3) + ENTER, gap_s=0.001)
    assert wedge.poll() is None
    type_in(wedge, f"NEXT-1{ENTER}", gap_s=0.001, start_s=1e6)
    assert wedge.poll() == "NEXT-1"


@given(st.text(min_size=4, max_size=60).filter(lambda text: ENTER not in text))
def test_whatever_is_typed_a_scan_is_printable_text(text: str) -> None:
    scanner = WedgeScanner(WedgeConfiguration())
    scanner.connect()
    type_in(scanner, text + ENTER, gap_s=0.001)
    scan = scanner.poll()
    assert scan is None or (scan.isprintable() and scan == scan.strip() and scan)


def test_a_wedge_is_known_by_the_name_the_kernel_gives_it(tmp_path: Path) -> None:
    (tmp_path / "event3/device").mkdir(parents=True)
    (tmp_path / "event3/device/name").write_text("Honeywell Scanner 1450g\n")
    there = WedgeScanner(WedgeConfiguration("honeywell", inputs=tmp_path))
    away = WedgeScanner(WedgeConfiguration("zebra", inputs=tmp_path))
    assert there.condition().standing is Standing.READY
    assert away.condition().standing is Standing.ABSENT


def held_up(text: str) -> Image:
    """A code printed on a slip, held a little askew before a camera."""
    code = np.array(qrcode.make(text, box_size=4).convert("L"))
    picture = np.full((480, 640), 120, np.uint8)
    picture[100 : 100 + code.shape[0], 200 : 200 + code.shape[1]] = code
    turn = cv2.getRotationMatrix2D((320, 240), 11, 1.0)
    turned = cv2.warpAffine(picture, turn, (640, 480), borderValue=120)
    return np.asarray(cv2.cvtColor(turned, cv2.COLOR_GRAY2BGR), np.uint8)


def camera_showing(pictures: list[Image]) -> SimulatedCamera:
    """A camera that shows the pictures one after another, the last for ever."""
    return SimulatedCamera(
        SimulatedConfiguration(lambda n: pictures[min(n // 4, len(pictures) - 1)], fps=40)
    )


def test_a_code_before_the_camera_is_scanned_once_while_it_is_held_there() -> None:
    table = np.full((480, 640, 3), 120, np.uint8)
    camera = camera_showing([table, held_up("SLIP-1")])
    scanner = CameraScanner(CameraScannerConfiguration(camera, pause_s=0.02))
    scanner.connect()
    assert scanned(scanner) == "SLIP-1"
    assert scanned(scanner, within_s=0.5) is None
    assert scanner.condition().standing is Standing.READY
    scanner.disconnect()


def test_a_torn_or_empty_picture_holds_no_code() -> None:
    torn = held_up("SLIP-1")
    torn[:, 240:] = 120
    assert read_codes(torn) == []
    assert read_codes(np.zeros((40, 40, 3), np.uint8)) == []


def test_a_camera_that_is_away_is_absent_and_asked_for_nothing() -> None:
    scanner = open_scanner("camera:/nowhere/slip.png")
    assert scanner.condition().standing is Standing.ABSENT
    scanner.connect()
    assert scanner.poll() is None


def test_the_simulated_scanner_reads_what_is_added_to_a_file(tmp_path: Path) -> None:
    file = tmp_path / "scans.txt"
    file.write_text("OLD-1\n")
    scanner = open_scanner(f"simulated:{file}")
    scanner.connect()
    with file.open("a") as stream:
        stream.write("NEW-1\nNEW-2\nhal")
    assert [scanner.poll(), scanner.poll(), scanner.poll()] == ["NEW-1", "NEW-2", None]
    with file.open("a") as stream:
        stream.write("f\n")
    assert scanner.poll() == "half"


def test_a_simulated_scanner_that_is_broken_reads_nothing(tmp_path: Path) -> None:
    scanner = open_scanner(f"simulated:{tmp_path / 'scans.txt'}?condition=broken")
    scanner.connect()
    (tmp_path / "scans.txt").write_text("NEW-1\n")
    assert scanner.condition().standing is Standing.BROKEN
    assert scanner.poll() is None


@pytest.mark.parametrize(
    "wrong", ["", "usb:1", "serial:", "camera:", "camera:x.doc", "serial:/dev/x?baud=fast"]
)
def test_a_wrong_line_of_settings_is_refused(wrong: str) -> None:
    with pytest.raises(HardwareError):
        open_scanner(wrong)
