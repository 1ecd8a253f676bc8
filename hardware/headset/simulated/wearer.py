"""Room: hardware. How somebody who wears a headset moves: smooth ways, and a sensor's small noise.

Speeds, reach and noise are those of published hand tracking: a hand reaches at up to 2 m/s, a joint
trembles by half a millimetre. Nobody learns from it how people move.
"""

import math
import random

from hardware.headset.pose import JOINTS, Hand, Pose, PoseFrame

NOISE_M = 0.0004
FINGERS = ((1, 4, -0.045), (5, 5, -0.02), (10, 5, 0.0), (15, 5, 0.02), (20, 5, 0.04))
"""First joint, number of joints, and how far beside the middle, m; joint 0 is the wrist."""


class Wearer:
    """One wearer; the same seed moves in the same way."""

    def __init__(self, seed: int = 1, *, hands: bool = True, controllers: bool = False) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - a simulated tremble, no secret
        self._phase = self._chance.random() * 10
        self._hands = hands
        self._controllers = controllers

    def frame(self, n: int, t_ms: float) -> PoseFrame:
        """Where everything is at a time."""
        t = t_ms / 1000 + self._phase
        left, right = self._wrist(t, -1), self._wrist(t + 1.7, 1)
        return PoseFrame(
            n,
            t_ms,
            head=self._head(t),
            left_hand=self._hand(left, t, -1) if self._hands else None,
            right_hand=self._hand(right, t, 1) if self._hands else None,
            left_controller=self._held(left) if self._controllers else None,
            right_controller=self._held(right) if self._controllers else None,
        )

    def _head(self, t: float) -> Pose:
        yaw, pitch = 0.8 * math.sin(0.5 * t), 0.2 * math.sin(0.9 * t)
        place = (
            0.08 * math.sin(0.4 * t),
            1.62 + 0.03 * math.sin(0.7 * t),
            0.06 * math.sin(0.3 * t),
        )
        a, b = yaw / 2, pitch / 2
        turn = (
            math.cos(a) * math.sin(b),
            math.sin(a) * math.cos(b),
            -math.sin(a) * math.sin(b),
            math.cos(a) * math.cos(b),
        )
        return (*(self._noisy(number) for number in place), *turn)

    def _wrist(self, t: float, side: int) -> tuple[float, float, float]:
        reach = max(0.0, math.sin(0.8 * t)) ** 2
        return (side * (0.25 - 0.15 * reach), 1.05 + 0.4 * reach, -0.25 - 0.35 * reach)

    def _hand(self, wrist: tuple[float, float, float], t: float, side: int) -> Hand:
        joints = [wrist] * JOINTS
        for first, count, beside in FINGERS:
            bend = 0.3 + 0.3 * math.sin(1.3 * t + first)
            for at in range(count):
                along = 0.035 + 0.024 * at
                joints[first + at] = (
                    wrist[0] - side * beside,
                    wrist[1] - along * math.sin(bend * at / 4),
                    wrist[2] - along * math.cos(bend * at / 4),
                )
        return tuple(self._noisy(number) for joint in joints for number in joint)

    def _held(self, wrist: tuple[float, float, float]) -> Pose:
        return (*(self._noisy(number) for number in wrist), 0.0, 0.0, 0.0, 1.0)

    def _noisy(self, number: float) -> float:
        return number + self._chance.gauss(0.0, NOISE_M)
