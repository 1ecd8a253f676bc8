"""Room: scenarios. From where frames were taken: what a camera that stands still errs in, it errs
in again, and another camera errs on its own.
"""

from collections.abc import Sequence

import numpy as np

from scenarios.geometry import FloatArray, sample_plane
from scenarios.observations import PlaneSeen

SAME_VIEW_MM = 40.0
"""A camera that moved less than this repeats its errors."""


def views_of(planes: Sequence[PlaneSeen]) -> list[str]:
    """A name for each frame's point of view; frames of a camera that stood still share one.

    The first has the empty name, so that figures of one camera do not depend on there being others.
    """
    eyes: list[FloatArray] = []
    names = []
    for plane in planes:
        nominal = sample_plane(plane, draws=0)
        eye = -nominal.rotation[0].T @ nominal.translation[0]
        near = [i for i, known in enumerate(eyes) if np.linalg.norm(known - eye) < SAME_VIEW_MM]
        if not near:
            eyes.append(eye)
        view = near[0] if near else len(eyes) - 1
        names.append(str(view) if view else "")
    return names
