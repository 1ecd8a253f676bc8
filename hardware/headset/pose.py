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

PARTS: tuple[tuple[str, int], ...] = (
    ("head", POSE_NUMBERS),
    ("left_hand", HAND_NUMBERS),
    ("right_hand", HAND_NUMBERS),
    ("left_controller", POSE_NUMBERS),
    ("right_controller", POSE_NUMBERS),
)
"""What a frame may hold and how many numbers it has, in the order of the bits that say so."""

LOST = 1 << len(PARTS)
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

    @property
    def what(self) -> int:
        """The bits that say what the frame holds."""
        bits = sum(1 << bit for bit, (name, _) in enumerate(PARTS) if self.part(name) is not None)
        return bits | (LOST if self.lost else 0)

    def part(self, name: str) -> tuple[float, ...] | None:
        """One of PARTS, by name."""
        found: tuple[float, ...] | None = getattr(self, name)
        return found


def frame_of(n: int, t_ms: float, what: int, parts: dict[str, tuple[float, ...]]) -> PoseFrame:
    """A frame from what its bits announce."""
    return PoseFrame(n, t_ms, lost=bool(what & LOST), **parts)
