"""CUPS as Debian ships it, with a configuration and a port of its own, printing into files."""

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

CUPSD = shutil.which("cupsd") or "/usr/sbin/cupsd"
LPADMIN = shutil.which("lpadmin") or "/usr/sbin/lpadmin"

_FILES = """
ServerRoot {folder}
RequestRoot {folder}/spool
CacheDir {folder}/cache
StateDir {folder}/state
DataDir /usr/share/cups
ServerBin {folder}/programs
AccessLog {folder}/access_log
ErrorLog {folder}/error_log
PageLog {folder}/page_log
"""
_BACKEND = """#!/bin/sh
# device-URI job user title copies options [file]: puts what would be printed into a file.
[ $# -eq 0 ] && { echo 'direct paper "Unknown" "a file"'; exit 0; }
cat "${6:--}" > "${DEVICE_URI#paper:}"
"""
_SERVER = """
Listen 127.0.0.1:{port}
Browsing No
WebInterface No
DefaultAuthType None
<Location />
Order allow,deny
Allow 127.0.0.1
</Location>
<Location /admin>
Order allow,deny
Allow 127.0.0.1
</Location>
<Policy default>
<Limit All>
Order deny,allow
</Limit>
</Policy>
"""


@contextlib.contextmanager
def cups_server(folder: Path) -> Iterator[str]:
    """Run CUPS; yields HOST:PORT. Raises TimeoutError, with its log, when it does not start."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    for name in ("spool/tmp", "cache", "state", "ssl", "ppd"):
        (folder / name).mkdir(parents=True)
    backend = folder / "programs/backend/paper"
    backend.parent.mkdir(parents=True)
    (folder / "programs/daemon").symlink_to("/usr/lib/cups/daemon")
    backend.write_text(_BACKEND)
    backend.chmod(0o700)  # run as whoever runs the server
    (folder / "cups-files.conf").write_text(_FILES.format(folder=folder))
    (folder / "cupsd.conf").write_text(_SERVER.format(port=port))
    command = [CUPSD, "-f", "-c", str(folder / "cupsd.conf"), "-s", str(folder / "cups-files.conf")]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, folder)
        yield f"127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


def add_printer(server: str, name: str, paper: Path) -> None:
    """Add a printer whose paper is a file: what a raw queue takes comes out as it is."""
    paper.touch()
    subprocess.run(
        [LPADMIN, "-h", server, "-p", name, "-E", "-v", f"paper:{paper}", "-m", "raw"],
        check=True,
        capture_output=True,
        env={**os.environ, "LC_ALL": "C"},
    )


def _wait_for(port: int, folder: Path) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    log = folder / "error_log"
    raise TimeoutError(log.read_text() if log.exists() else "CUPS did not start and left no log")
