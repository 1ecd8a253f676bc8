"""Room: kiosk. What looks at frames for a session: the kiosk's own sight, or a stand-in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from hardware import Frame
from kiosk.sight import Calibration, Sight, model_digests, see
from scenarios import Pack


class Eyes(Protocol):
    """What looks at frames."""

    def model_digests(self, pack: Pack) -> Mapping[str, str]:
        """Digest of every model a pack's pictures are looked at with, by name."""
        ...

    def look(
        self, pack: Pack, frames: Sequence[Frame], language: str, sight: str | None = None
    ) -> Sight:
        """What the frames show to `sight`, or to the pack's own; slow and pure."""
        ...


@dataclass(frozen=True)
class OwnEyes:
    """The kiosk's own sight, with the cameras' intrinsics where they are known."""

    intrinsics: Calibration = None

    def model_digests(self, pack: Pack) -> Mapping[str, str]:
        """Digest of every model a pack's pictures are looked at with, by name."""
        return model_digests(pack)

    def look(
        self, pack: Pack, frames: Sequence[Frame], language: str, sight: str | None = None
    ) -> Sight:
        """What the frames show to `sight`, or to the pack's own."""
        return see(pack, frames, self.intrinsics, language, sight)
