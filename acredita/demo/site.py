"""The demonstration's server and kiosk: made once in its folder, with fresh keys, then kept up."""

import contextlib
import socket
from pathlib import Path

from acredita.demo.plan import Progress, save_progress
from acredita.processes import Service, python_module

HOST = "127.0.0.1"
CENTRE_ID = "san-salvador"
CENTRE = "San Salvador"
ORGANISATION_ID = "instituto"
ORGANISATION = "Instituto de Formación Profesional (demostración)"
KIOSK = "Kiosco 1"
ROLE_NAMES = {
    "coordinator": "Coordinadora (guion)",
    "assessor": "Evaluadora (guion)",
    "certifying_officer": "Certificador (guion)",
}


class Site:
    """The processes of a demonstration under one folder, and the addresses they answer at."""

    def __init__(self, directory: Path, progress: Progress) -> None:
        self.directory = directory
        self.progress = progress
        logs = directory / "logs"
        self.intake = Service("intake", self._intake_command(), logs)
        self.web = Service("web", self._web_command(), logs)

    @property
    def base_url(self) -> str:
        """Address of the web pages."""
        return f"http://{HOST}:{self.progress.web_port}"

    @property
    def kiosk_folder(self) -> Path:
        """Where the kiosk keeps its journal, evidence and keys."""
        return self.directory / "kiosk"

    def open(self) -> None:
        """Make what is not there yet (server, accounts, pairing) and start the processes."""
        self._make_server()
        self.intake.start()
        self.web.start()
        self._pair()

    def close(self) -> None:
        """Stop the processes."""
        self.web.stop()
        self.intake.stop()

    def _make_server(self) -> None:
        from assessor_server import (
            AccountRefusedError,
            Centre,
            Organisation,
            ServerFolder,
            add_account,
            create_server,
        )

        if not ServerFolder(self.directory).base.exists():
            create_server(
                self.directory,
                organisation=Organisation(ORGANISATION_ID, ORGANISATION),
                centres=[Centre(CENTRE_ID, CENTRE, CENTRE)],
                base_url=self.base_url,
            )
        for role, login in self.progress.logins.items():
            # Refused: there since before the cut, with the same password.
            with contextlib.suppress(AccountRefusedError):
                add_account(
                    self.directory,
                    login=login.name,
                    name=ROLE_NAMES[role],
                    roles=[role],
                    password=login.password,
                )

    def _pair(self) -> None:
        from assessor_server.enrolment import create_pairing_code, server_curve_keys
        from assessor_server.store import ServerFolder, open_store
        from kiosk.identity import is_paired
        from kiosk.pairing import pair

        if is_paired(self.kiosk_folder):
            return
        engine = open_store(self.directory)
        code = create_pairing_code(
            engine,
            CENTRE_ID,
            KIOSK,
            f"{HOST}:{self.progress.pairing_port}",
            server_curve_keys(ServerFolder(self.directory)).public,
        )
        engine.dispose()
        pair(code, self.kiosk_folder, KIOSK)

    def _intake_command(self) -> list[str]:
        progress = self.progress
        return python_module(
            "assessor_server.intake", "--dir", self.directory, "--host", HOST,
            "--port", str(progress.intake_port), "--evidence-port", str(progress.evidence_port),
            "--pairing-port", str(progress.pairing_port),
            "--pulls-port", str(progress.pulls_port),
        )  # fmt: skip

    def _web_command(self) -> list[str]:
        return python_module(
            "assessor_server.web", "--dir", self.directory, "--host", HOST,
            "--port", str(self.progress.web_port), "--base-url", self.base_url,
        )  # fmt: skip


def choose_ports(directory: Path, progress: Progress) -> None:
    """Choose five free ports, once: certificates and the kiosk's identity name them for good."""
    if progress.web_port:
        return
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.create_server((HOST, 0))) for _ in range(5)]
        ports = [one.getsockname()[1] for one in sockets]
    progress.web_port, progress.intake_port, progress.evidence_port = ports[:3]
    progress.pairing_port, progress.pulls_port = ports[3:]
    save_progress(directory, progress)
