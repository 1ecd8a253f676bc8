"""The web process: says when it is ready, says why it cannot start, loses nothing when killed."""

import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from office_support import BASE_URL, Office


def start(directory: Path) -> tuple[subprocess.Popen[str], str]:
    command = [sys.executable, "-m", "assessor_server.web", "--dir", str(directory)]
    process = subprocess.Popen(
        [*command, "--port", "0", "--base-url", BASE_URL], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    word, address = process.stdout.readline().split()
    assert word == "ready"
    return process, address


def test_it_serves_at_the_address_it_prints(office: Office) -> None:
    process, address = start(office.directory)
    try:
        assert httpx.get(f"{address}/health").json() == {"status": "ok"}
    finally:
        process.terminate()
        process.communicate()


def test_it_stops_when_told_to(office: Office) -> None:
    process, _ = start(office.directory)
    process.terminate()
    process.communicate(timeout=20)
    assert process.returncode in (0, -15)


def test_after_a_kill_what_was_stored_is_there(office: Office) -> None:
    attempt = office.attempt()
    office.browser("ana").rate_fully(attempt)
    process, _ = start(office.directory)
    process.kill()
    process.communicate()
    process, address = start(office.directory)
    try:
        cookies = dict(office.browser("oscar").client.cookies)
        with httpx.Client(base_url=address, cookies=cookies) as web:
            waiting = web.get("/api/queue").json()["to_decide"]
    finally:
        process.kill()
        process.communicate()
    assert [item["id"] for item in waiting] == [attempt]


def test_a_folder_without_server_says_what_to_do(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "assessor_server.web", "--dir", str(tmp_path)]
    done = subprocess.run(
        [*command, "--base-url", BASE_URL], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "create_server" in done.stderr


@pytest.mark.parametrize("port", ["-1", "70000", "http"])
def test_a_bad_port_says_so(office: Office, port: str) -> None:
    command = [sys.executable, "-m", "assessor_server.web", "--dir", str(office.directory)]
    done = subprocess.run(
        [*command, "--port", port, "--base-url", BASE_URL],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "port" in done.stderr


def test_a_port_in_use_says_so(office: Office) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "assessor_server.web", "--dir", str(office.directory)]
        done = subprocess.run(
            [*command, "--port", port, "--base-url", BASE_URL],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert "choose another --port" in done.stderr
