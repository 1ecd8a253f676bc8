"""Room: hardware. Sheets, and slips where there is no roll, through CUPS's own commands.

The commands lp and lpstat come with every CUPS; its C library would have to be compiled here.
"""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import structlog
from PIL import Image

from hardware.device import READY, Condition, DeviceAbsentError, DeviceBrokenError, DeviceError
from hardware.printers.cups.configuration_cups import CupsConfiguration
from hardware.printers.printer import Slip, check_slip

log = structlog.get_logger()

_JOB = re.compile(r"request id is (\S+)")
_SLIP_DPI = 203.0


class CupsPrinter:
    """A CUPS queue; what it has taken, CUPS prints as soon as the printer can."""

    def __init__(self, configuration: CupsConfiguration) -> None:
        """Nothing is asked before something is printed."""
        self.configuration = configuration

    @property
    def name(self) -> str:
        """Its name in CUPS."""
        return f"printer {self.configuration.queue or 'by default'}"

    @property
    def width_px(self) -> int:
        """Dots of a slip, printed at 203 dots an inch on the sheet."""
        return self.configuration.width_px

    def condition(self) -> Condition:
        """Whether CUPS runs, knows the printer, and has not stopped it."""
        try:
            queue = self.configuration.queue or self._default_queue()
            told = self._ask("lpstat", "-p", queue)
        except DeviceError as error:
            return error.condition
        if re.search(r"\b(disabled|stopped)\b", told):
            why = " ".join(told.split())
            return DeviceBrokenError(f"{self.name} was stopped: {why}", "stopped").condition
        return READY

    def print_slip(self, slip: Slip) -> None:
        """Print a slip in the upper left of a sheet."""
        check_slip(slip, self.width_px)
        with tempfile.TemporaryDirectory(prefix="acredita-") as folder:
            pdf = Path(folder) / "slip.pdf"
            Image.fromarray(slip).save(pdf, resolution=_SLIP_DPI)
            self._print(pdf, "-o", "print-scaling=none")

    def print_pages(self, pdf: Path) -> None:
        """Hand every page to CUPS."""
        if not pdf.is_file():
            raise FileNotFoundError(f"there is no {pdf} to print")
        self._print(pdf)

    def _print(self, pdf: Path, *options: str) -> None:
        condition = self.condition()
        if condition is not READY:
            wrong = DeviceAbsentError if condition.standing == "absent" else DeviceBrokenError
            raise wrong(condition.detail, condition.code)
        queue = ["-d", self.configuration.queue] if self.configuration.queue else []
        told = self._ask(
            "lp", *queue, "-o", f"media={self.configuration.media}", *options, "--", str(pdf)
        )
        job = _JOB.search(told)
        log.info("printer.accepted", printer=self.name, job=job[1] if job else told.strip())

    def _default_queue(self) -> str:
        told = self._ask("lpstat", "-d")
        _, colon, queue = told.partition(":")
        if not colon:
            raise DeviceAbsentError("CUPS has no default printer: name one, cups:NAME", "no_queue")
        return queue.strip()

    def _ask(self, command: str, *arguments: str) -> str:
        program = shutil.which(command)
        if program is None:
            raise DeviceAbsentError(
                "CUPS is not installed: apt install cups, then add the printer", "no_cups"
            )
        server = ["-h", self.configuration.server] if self.configuration.server else []
        try:
            done = subprocess.run(  # noqa: S603 - our own words; names were checked
                [program, *server, *arguments],
                capture_output=True,
                text=True,
                errors="replace",
                timeout=self.configuration.timeout_s,
                env={**os.environ, "LC_ALL": "C"},
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise DeviceBrokenError(
                f"{self.name}: CUPS does not answer; restart it", "no_answer"
            ) from error
        if done.returncode != 0:
            why = " ".join(done.stderr.split()) or f"{command} ended with {done.returncode}"
            raise DeviceAbsentError(f"{self.name} is not to be had: {why}", "no_queue")
        return done.stdout
