"""Room: scenarios. Straight lines through points, in all samples at once."""

from dataclasses import dataclass

import numpy as np

from scenarios.geometry import FloatArray
from scenarios.measures.masonry.units import BoolArray


@dataclass(frozen=True, eq=False)
class Lines:
    """Least-squares lines v = offset + slope·u: slope and offset (S,), residuals (S,N) mm.

    Residuals stand square to the line.
    """

    slope: FloatArray
    offset: FloatArray
    residuals: FloatArray

    def at(self, u: float) -> float:
        """The nominal line's v at u."""
        return float(self.offset[0] + self.slope[0] * u)


def fit(u: FloatArray, v: FloatArray) -> Lines:
    """Lines through points u, v (S,N)."""
    middle_u, middle_v = u.mean(axis=1, keepdims=True), v.mean(axis=1, keepdims=True)
    du, dv = u - middle_u, v - middle_v
    slope = (du * dv).sum(axis=1) / (du**2).sum(axis=1)
    offset = middle_v[:, 0] - slope * middle_u[:, 0]
    residuals = (dv - slope[:, None] * du) / np.sqrt(1.0 + slope[:, None] ** 2)
    return Lines(slope, offset, residuals)


def slope_missed(u: FloatArray, known: BoolArray, scatter: FloatArray) -> FloatArray:
    """How the slope (S,) of a line through points at u (N,), of which each is off by scatter (S,N),
    differs from that of the line through the known ones alone."""
    every = np.broadcast_to(u, scatter.shape)
    part = fit(every[:, known], scatter[:, known])
    return np.asarray(fit(every, scatter).slope - part.slope, np.float64)
