"""Room: kiosk. Watches a camera's pictures as they come: what lies where, and is it at rest?

Quick enough for thirty pictures a second. Outlines, edges and uncertainty cost many times more;
they are taken when the work is at rest, on the pictures that count.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hardware import Image
from kiosk.sight.seeing import model
from models import Detections
from models.table_setting.pieces import decode_places
from models.tracking import Tracked, Tracker
from scenarios import PlaneSeen
from scenarios.geometry import PlaneSamples, sample_plane

FloatArray = NDArray[np.float64]
Find = Callable[[Image], Detections]

STILL_MM = 1.5
"""A piece that moved less than this on the table since the picture before lies still."""


@dataclass(frozen=True, eq=False)
class Watched:
    """One picture: what is followed, and on the table (None without a plane) the middle of each
    piece (N,2) and how far it came since the picture before (N,), mm. Nothing here is a score: it
    has no uncertainty."""

    tracked: Tracked
    places_mm: FloatArray | None = None
    moved_mm: FloatArray | None = None

    @property
    def still(self) -> bool:
        """Whether all that is known is seen, and none of it moves; a bare table lies still."""
        if self.moved_mm is None:
            return self.tracked.still
        settled = not self.tracked.hidden and bool((self.tracked.age > 1).all())
        return settled and bool((self.moved_mm < STILL_MM).all())


class Watch:
    """Follows the pieces in one camera's pictures; give it every picture, in order."""

    def __init__(self, find: Find, plane: PlaneSeen | None = None) -> None:
        """`find` says what lies in a picture; `plane` where the table is, if that is known."""
        self._find = find
        self._tracker = Tracker()
        self._planes = sample_plane(plane, draws=0) if plane is not None else None

    def see(self, image: Image) -> Watched:
        """What the next picture shows. Raises ImageUnusableError."""
        tracked = self._tracker.update(self._find(image))
        if self._planes is None or not len(tracked.detections):
            return Watched(tracked)
        return _on_the_table(tracked, self._planes)


def find_places(image: Image) -> Detections:
    """Where the pieces of a table lie, by the table model, without their outlines."""
    table = model("table_setting")
    outputs, placement = table.run(image)
    return decode_places(outputs, placement, table.sheet)


QUICK: Mapping[str, Find] = {"table_setting": find_places}
"""What may be watched, by the sight a pack names; walls and floors lie still by themselves."""


def _on_the_table(tracked: Tracked, planes: PlaneSamples) -> Watched:
    box = tracked.detections.box_px
    middle = (box[:, :2] + box[:, 2:]) / 2
    both = np.concatenate([middle, middle - tracked.shift_px]).astype(np.float64)
    places, before = np.split(planes.to_table(both)[0], 2)
    return Watched(tracked, places, np.linalg.norm(places - before, axis=1))
