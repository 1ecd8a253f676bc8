"""The web process: says when it is ready, says why it cannot start, loses nothing when killed."""

import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from office_support import BASE_URL, SESSION_COOKIE, Office

from assessor_server.candidates import newest_candidates
from assessor_server.store import reading
from assessor_server.web.__main__ import listen, main


def start(directory: Path) -> tuple[subprocess.Popen[str], str]:
    command = [sys.executable, "-m", "assessor_server.web", "--dir", str(directory)]
    process = subprocess.Popen(
        [*command, "--port", "0", "--base-url", BASE_URL], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    word, address = process.stdout.readline().split()
    assert word == "ready"
    return process, address


def refused(capsys: pytest.CaptureFixture[str], directory: Path, port: str = "0") -> str:
    """What the process says when it does not start."""
    assert main(["--dir", str(directory), "--port", port, "--base-url", BASE_URL]) == 2
    return capsys.readouterr().err


def test_it_serves_at_the_address_it_prints_until_told_to_stop(office: Office) -> None:
    process, address = start(office.directory)
    with process:
        assert httpx.get(f"{address}/health").json() == {"status": "ok"}
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) in (0, -signal.SIGTERM)


def test_an_answer_in_two_parts_does_not_wait_for_the_other_side() -> None:
    with listen("127.0.0.1", 0) as server, socket.create_connection(server.getsockname()):
        connection, _ = server.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_what_was_answered_survives_a_kill(office: Office) -> None:
    token = office.browser("carla").client.cookies[SESSION_COOKIE]
    process, address = start(office.directory)
    with process, httpx.Client(base_url=address, cookies={SESSION_COOKIE: token}) as web:
        csrf = re.search(r'name="csrf" value="([^"]+)"', web.get("/candidates").text)
        assert csrf is not None
        fields = {"csrf": csrf.group(1), "name": "Luis Tzoc", "centre": "zacatecoluca"}
        assert web.post("/candidates", data=fields).status_code == 303
        process.kill()
    with reading(office.console.engine) as connection:
        stored = newest_candidates(connection, office.console.vault, limit=9)
    assert [candidate.name for candidate in stored] == ["Luis Tzoc"]


def test_a_folder_without_server_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "create_server" in refused(capsys, tmp_path)


def test_a_master_key_others_can_read_says_what_to_do(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    (office.directory / "server" / "keys" / "master.key").chmod(0o644)
    assert "chmod 600" in refused(capsys, office.directory)


def test_a_port_in_use_says_what_to_do(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert "choose another --port" in refused(capsys, office.directory, port)


@pytest.mark.parametrize("port", ["-1", "70000"])
def test_a_port_that_cannot_be_says_what_to_do(
    office: Office, capsys: pytest.CaptureFixture[str], port: str
) -> None:
    assert "choose another --port" in refused(capsys, office.directory, port)
