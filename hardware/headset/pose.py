"""Room: hardware. Where head, hands and controllers were at one moment, in the headset's own room.

Metres, y up, in the space that WebXR calls `local-floor`; a turn is a quaternion x, y, z, w.
"""

import msgspec

JOINTS = 25
"""Joints of one hand, in WebXR's order: the wrist first, the little finger's tip last."""

Pose = tuple[float, ...]
"""Seven numbers: position x, y, z, then the turn x, y, z, w."""

Hand = tuple[float, ...]
"""Three numbers a joint."""

POSE_NUMBERS = 7
HAND_NUMBERS = 3 * JOINTS

STAND_NUMBERS = 4

PARTS: tuple[tuple[str, int, int], ...] = (
    ("head", 0x01, POSE_NUMBERS),
    ("left_hand", 0x02, HAND_NUMBERS),
    ("right_hand", 0x04, HAND_NUMBERS),
    ("left_controller", 0x08, POSE_NUMBERS),
    ("right_controller", 0x10, POSE_NUMBERS),
    ("stand", 0x40, STAND_NUMBERS),
)
"""What a frame may hold: its name, the bit that says so, and how many numbers it has, in order."""

LOST = 0x20
"""The bit of a frame during which the headset did not know where it was."""


class PoseFrame(msgspec.Struct, frozen=True):
    """One moment: `n` counts from 1 without gaps, `t_ms` is the headset's own clock."""

    n: int
    t_ms: float
    head: Pose | None = None
    left_hand: Hand | None = None
    right_hand: Hand | None = None
    left_controller: Pose | None = None
    right_controller: Pose | None = None
    lost: bool = False
    stand: tuple[float, ...] | None = None
    """Where the room of the headset stands in the scene, where that changed: x, y, z, and how far
    it is turned about y, rad."""

    @property
    def what(self) -> int:
        """The bits that say what the frame holds."""
        bits = sum(bit for name, bit, _ in PARTS if self.part(name) is not None)
        return bits | (LOST if self.lost else 0)

    def part(self, name: str) -> tuple[float, ...] | None:
        """One of PARTS, by name."""
        found: tuple[float, ...] | None = getattr(self, name)
        return found


def frame_of(n: int, t_ms: float, what: int, parts: dict[str, tuple[float, ...]]) -> PoseFrame:
    """A frame from what its bits announce."""
    return PoseFrame(n, t_ms, lost=bool(what & LOST), **parts)
