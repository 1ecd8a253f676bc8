"""Network cameras on loopback, from Debian's ffmpeg and GStreamer, that can stall and die."""

import signal
import socket
import subprocess
import time
from pathlib import Path

MOVING = "testsrc2=size=320x240:rate=15"
STILL = "color=c=red:size=320x240:rate=15"
READY_WITHIN_S = 10.0
ESTABLISHED, LISTENING = "01", "0A"  # in /proc/net/tcp


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


class LoopbackCamera:
    """A server in a process of its own, always on the same port."""

    def __init__(self) -> None:
        self.port = free_port()
        self.process: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        raise NotImplementedError

    def command(self) -> list[str]:
        raise NotImplementedError

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        end = time.monotonic() + READY_WITHIN_S
        while not self.listening():
            assert self.process.poll() is None, f"{self.command()[0]} ended by itself"
            assert time.monotonic() < end, f"{self.command()[0]} never listened"
            time.sleep(0.05)

    def listening(self) -> bool:
        """Whether somebody can call, or has: asked of the kernel, as ffmpeg serves one caller."""
        wanted = f"0100007F:{self.port:04X}"
        rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        return any(row[1] == wanted and row[3] in (LISTENING, ESTABLISHED) for row in rows)

    def stall(self) -> None:
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._signal(signal.SIGCONT)

    def die(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self._signal(signal.SIGCONT)
            self._signal(signal.SIGKILL)
        if self.process is not None:
            self.process.wait()
            if self.process.stdout is not None:
                self.process.stdout.close()

    def _signal(self, number: int) -> None:
        assert self.process is not None
        self.process.send_signal(number)


class MjpegCamera(LoopbackCamera):
    """MJPEG over HTTP by ffmpeg: serves one caller, then ends, as a camera that restarts."""

    def __init__(self, pictures: str = MOVING) -> None:
        super().__init__()
        self.pictures = pictures

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/cam"

    def command(self) -> list[str]:
        return [
            "ffmpeg", "-hide_banner", "-loglevel", "quiet", "-re", "-f", "lavfi",
            "-i", self.pictures, "-f", "mpjpeg",
            "-content_type", "multipart/x-mixed-replace;boundary=ffmpeg",
            "-listen", "1", self.address,
        ]  # fmt: skip


class RtspCamera(LoopbackCamera):
    """RTSP by GStreamer's server, through Debian's own Python, which has its bindings."""

    @property
    def address(self) -> str:
        return f"rtsp://127.0.0.1:{self.port}/cam"

    def command(self) -> list[str]:
        script = Path(__file__).with_name("rtsp_camera.py")
        return ["/usr/bin/python3", str(script), str(self.port)]


CAMERAS = {"mjpeg": MjpegCamera, "rtsp": RtspCamera}
