"""A disk under one kiosk whose syncs fail when the test says so. Needs a C compiler (`cc`)."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SOURCE = Path(__file__).with_name("failing_sync.c")
COMPILER = shutil.which("cc")
MEANS = "LD_PRELOAD"


class FailingSync:
    """Programs that run in `environment` have that disk; it fails inside ``with disk.failing()``,
    or as long as there is a file `sign`.
    """

    def __init__(self, folder: Path) -> None:
        assert COMPILER is not None, "failing syncs need a C compiler: apt-get install gcc"
        folder.mkdir(parents=True, exist_ok=True)
        library = folder / "failing_sync.so"
        subprocess.run(
            [COMPILER, "-shared", "-fPIC", "-Wall", "-Werror", "-o", str(library), str(SOURCE)],
            check=True,
        )
        self.sign = folder / "syncs-fail"
        self.environment = {"LD_PRELOAD": str(library), "FAILING_SYNC": str(self.sign)}

    @contextmanager
    def failing(self) -> Iterator[None]:
        """Until the end of this, nothing is made durable."""
        self.sign.touch()
        try:
            yield
        finally:
            self.sign.unlink()
