"""Room: hardware. Receipt printers through python-escpos: network, serial line, printer file."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from escpos.constants import RT_STATUS_ONLINE, RT_STATUS_PAPER
from escpos.escpos import Escpos
from escpos.exceptions import DeviceNotFoundError, Error
from escpos.printer import File, Network, Serial
from PIL import Image

from hardware.device import READY, Condition, DeviceAbsentError, DeviceBrokenError, DeviceError
from hardware.printers.escpos.configuration_escpos import EscposConfiguration
from hardware.printers.printer import Slip, check_slip
from hardware.source import SourceError

log = structlog.get_logger()

_ADDRESS = re.compile(r"(?:tcp://)?(?P<host>[A-Za-z0-9._-]{1,253}):(?P<port>\d{1,5})")
_SERIAL = re.compile(r"(/dev/(tty|serial/|pts/|rfcomm).+|COM\d+)")
_PROFILE = (
    "TM-T20II"  # 576 dots, cuts: what most 80 mm printers imitate; 58 mm ones print less wide
)
_LINES_A_FRAGMENT = 240  # small enough for the buffers of cheap printers

# Bits of the answers to DLE EOT 1 and 4 (Epson's ESC/POS reference).
_ALWAYS, _ALWAYS_MASK = 0x12, 0x93
_OFFLINE, _NO_PAPER, _LITTLE_PAPER = 0x08, 0x60, 0x0C


class EscposPrinter:
    """A receipt printer; the connection lives as long as one slip, so unplugging harms nothing."""

    def __init__(self, configuration: EscposConfiguration) -> None:
        """Nothing is opened before something is printed or asked."""
        self.configuration = configuration
        self._make = _maker(configuration)

    @property
    def name(self) -> str:
        """Where it is."""
        return f"receipt printer at {self.configuration.place}"

    @property
    def width_px(self) -> int:
        """Dots of its roll."""
        return self.configuration.width_px

    def condition(self) -> Condition:
        """Whether it is there, has paper and its lid is closed, as far as it tells."""
        try:
            with self._open() as printer:
                return self._asked(printer)
        except DeviceError as error:
            return error.condition

    def print_slip(self, slip: Slip) -> None:
        """Print and cut. Raises DeviceAbsentError or DeviceBrokenError."""
        check_slip(slip, self.width_px)
        with self._open() as printer:
            condition = self._asked(printer)
            if condition is not READY and condition.code != "little_paper":
                raise DeviceBrokenError(
                    f"{self.name} cannot print: {condition.detail}", condition.code
                )
            printer.image(Image.fromarray(slip), fragment_height=_LINES_A_FRAGMENT)
            printer.cut()
            if self.configuration.asks_status:
                # It answers when it has taken in all that came before: the slip is through.
                self._asked(printer)

    @contextmanager
    def _open(self) -> Iterator[Escpos]:
        printer = self._make()
        try:
            printer.open()
            yield printer
        except DeviceNotFoundError as error:
            raise DeviceAbsentError(
                f"{self.name} does not answer: switch it on, check its cable, and whether its "
                "address has changed"
            ) from error
        except (OSError, Error) as error:
            raise DeviceBrokenError(
                f"{self.name} stopped in the middle ({error}): open and close its lid, switch it "
                "off and on, then print again",
                "interrupted",
            ) from error
        finally:
            _close(printer, self.name)

    def _asked(self, printer: Escpos) -> Condition:
        if not self.configuration.asks_status or isinstance(printer, File):
            return READY
        online, paper = (
            _answer(printer, RT_STATUS_ONLINE, self.name),
            _answer(printer, RT_STATUS_PAPER, self.name),
        )
        for mask, byte, code, detail in (
            (_NO_PAPER, paper, "no_paper", "it has no paper"),
            (_OFFLINE, online, "offline", "its lid is open or it is switched to offline"),
        ):
            if byte & mask:
                return DeviceBrokenError(detail, code).condition
        if paper & _LITTLE_PAPER:
            return Condition(READY.standing, "little_paper", "the roll is near its end")
        return READY


def _answer(printer: Escpos, question: bytes, name: str) -> int:
    try:
        answer: bytes = printer.query_status(question)
    except TimeoutError:
        answer = b""
    if not answer or answer[-1] & _ALWAYS_MASK != _ALWAYS:
        raise DeviceBrokenError(
            f"{name} does not answer as receipt printers do ({answer.hex() or 'silence'}): check "
            "its address and baud rate, or add status=no for a printer that never answers",
            "no_answer",
        )
    return answer[-1]


def _maker(configuration: EscposConfiguration) -> Callable[[], Escpos]:
    place, timeout = configuration.place, configuration.timeout_s
    address = _ADDRESS.fullmatch(place)
    if address is not None and int(address["port"]) <= 65535:
        host, port = address["host"], int(address["port"])
        return lambda: Network(host, port, timeout=timeout, profile=_PROFILE)
    if _SERIAL.fullmatch(place):
        return lambda: Serial(
            place, baudrate=configuration.baud, timeout=1.0, dsrdtr=False, profile=_PROFILE
        )
    if Path(place).is_absolute():
        return lambda: _existing_file(Path(place))
    raise SourceError(
        f"{place!r} is no receipt printer: give HOST:PORT, /dev/tty… or the printer's file"
    )


def _existing_file(path: Path) -> Escpos:
    """The kernel's file of a plugged-in printer; writing to an absent one would create a file."""
    if not path.exists():
        raise DeviceAbsentError(
            f"there is no printer at {path}: plug it in and switch it on, or see where it is "
            "with ls /dev/usb"
        )
    return File(str(path), profile=_PROFILE)


def _close(printer: Escpos, name: str) -> None:
    try:
        printer.close()
    except OSError as error:
        log.warning("printer.close_failed", printer=name, problem=str(error))
