"""Models room, table renderer: exact plan distances, the truth that pictures are judged by."""

import numpy as np

from models.table_setting.renderer.camera import Doubles


def _to_segments(points: Doubles, outline: Doubles) -> Doubles:
    """Distance of each point (N, 2) to a closed outline (M, 2), mm."""
    start, step = outline, np.roll(outline, -1, axis=0) - outline
    length = np.maximum((step**2).sum(1), 1e-12)
    away = points[:, None] - start
    share = np.clip((away * step).sum(-1) / length, 0, 1)
    near = start + share[..., None] * step
    return np.asarray(np.sqrt(((points[:, None] - near) ** 2).sum(-1)).min(1), np.float64)


def gap_mm(a: Doubles, b: Doubles) -> float:
    """The gap between two disjoint closed outlines, mm. Overlap is not told from touching."""
    return float(min(_to_segments(a, b).min(), _to_segments(b, a).min()))
