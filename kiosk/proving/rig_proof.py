"""Room: kiosk. Whether each of several cameras may certify by the reports on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from hardware import Frame
from kiosk.proving.proof import CameraProof, ReportShelf
from kiosk.rig import Rig
from scenarios import CameraStanding, Pack


@dataclass(frozen=True)
class RigProof:
    """What a kiosk knows of its cameras, by their names; each needs a report of its own."""

    cameras: Mapping[str, CameraProof]

    @classmethod
    def of(cls, rig: Rig, shelf: ReportShelf, exempt: str | None = None) -> "RigProof":
        """The proofs of a rig's cameras."""
        return cls(
            {
                one.id: CameraProof(shelf, one.identity, one.intrinsics, exempt)
                for one in rig.cameras
            }
        )

    @property
    def calibrated(self) -> bool:
        """Whether every camera's calibration is known."""
        return all(proof.calibrated for proof in self.cameras.values())

    def standings(
        self, pack: Pack, model_digests: Mapping[str, str], frames: Sequence[Frame]
    ) -> list[CameraStanding]:
        """How the cameras stand that took these frames; without frames, all of them."""
        last = {frame.taken_by: frame for frame in frames}
        return [
            msgspec.structs.replace(
                proof.standing(pack, model_digests, last.get(name)), called=name
            )
            for name, proof in self.cameras.items()
            if name in last or not frames
        ]
