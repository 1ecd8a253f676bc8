"""Room: scenarios. The tile_floor measures: joints, their alignment, squareness, lippage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scenarios.geometry import FloatArray
from scenarios.measures.frames import UnmeasurableError
from scenarios.measures.masonry.frames import Work
from scenarios.measures.masonry.joints import Joints, widths_reading
from scenarios.measures.masonry.layout import upright_turn
from scenarios.measures.masonry.lines import fit
from scenarios.measures.masonry.reading import (
    Quantity,
    Reading,
    enough,
    least_for_noise,
    worst,
)
from scenarios.measures.masonry.units import (
    BOTTOM,
    BOTTOM_LEFT,
    BOTTOM_RIGHT,
    LEFT,
    RIGHT,
    TOP,
    TOP_LEFT,
    TOP_RIGHT,
    BoolArray,
)
from scenarios.measures.measure import MeasureResult, undetermined
from scenarios.measures.parameters import NoParameters, TileParameters, read_parameters
from scenarios.observations import NumberTyped, Observation

LIPPAGE = "lippage_mm"


def joint(parameters: TileParameters) -> Quantity:
    """The width of all joints between tiles, mm: the mean, or the worst."""

    def read(corners: FloatArray, work: Work) -> Reading:
        grid, known = _grid(corners, work)
        across = _joints(grid, known, "column")
        along = _joints(*_columns(grid, known), "row")
        places = np.concatenate([across.places, along.places[..., ::-1]])
        places = places @ upright_turn(corners[0]).T
        every = Joints(
            widths=np.concatenate([across.widths, along.widths], axis=1),
            places=places,
            names=across.names + along.names,
            unseen=across.unseen + along.unseen,
        )
        return widths_reading(every, parameters)

    return read


def joint_alignment(_: TileParameters) -> Quantity:
    """How far a joint's middle lies off the straight line through all of that joint, mm."""

    def read(corners: FloatArray, work: Work) -> Reading:
        grid, known = _grid(corners, work)
        _require_all(known)
        lines = _joint_lines(grid)
        back = upright_turn(corners[0]).T
        ends = [line.ends @ back for line in lines]
        mirrored = _joint_lines(_columns(grid, known)[0])
        ends += [line.ends[:, ::-1] @ back for line in mirrored]
        lines += mirrored
        off = np.concatenate([line.residuals for line in lines], axis=1)
        samples, _ = worst(np.abs(off))
        per_joint = [float(np.abs(line.residuals[0]).max()) for line in lines]
        notes: dict[str, object] = {"per_joint": [round(value, 2) for value in per_joint]}
        places = list(ends[int(np.argmax(per_joint))])
        return Reading(samples, places, notes, least_for_noise(off))

    return read


def squareness(_: TileParameters) -> Quantity:
    """How far columns lean to the right of square to the rows, going away, mm/m."""

    def read(corners: FloatArray, work: Work) -> Reading:
        grid, known = _grid(corners, work)
        _require_all(known)
        rows = _mean_slope(grid)
        columns = _mean_slope(_columns(grid, known)[0])
        # Board y points down: a row that falls by y = slope·x, a column that leans by x = slope·y.
        square = -1000.0 * (np.arctan(rows) + np.arctan(columns))
        notes: dict[str, object] = {
            "rows_mm_per_m": round(-1000.0 * float(rows[0]), 2),
            "columns_mm_per_m": round(-1000.0 * float(columns[0]), 2),
        }
        near, far = grid[0, 0, 0, BOTTOM_LEFT], grid[0, -1, 0, TOP_LEFT]
        places = list(np.stack([near, far]) @ upright_turn(corners[0]).T)
        return Reading(square, places, notes)

    return read


def lippage(observations: Sequence[Observation], given: Mapping[str, object]) -> MeasureResult:
    """The largest step between neighbouring tiles, mm, as an assessor typed it from a gauge.

    No camera sees it: without a typed number a person has to measure.
    """
    read_parameters(given, NoParameters)
    typed = [s for s in observations if isinstance(s, NumberTyped) and s.measure == LIPPAGE]
    if not typed:
        return undetermined("mm", "measured_by_hand")
    highest = max(typed, key=lambda seen: seen.value)
    detail: dict[str, object] = {"typed": [seen.value for seen in typed], "frame": highest.frame}
    return MeasureResult(
        round(highest.value, 3), round(2.0 * highest.sigma, 3), "mm", False, None, detail
    )


def _require_all(known: BoolArray) -> None:
    """Raise UnmeasurableError when a side is hidden: it may be the one that is off."""
    if not known.all():
        raise UnmeasurableError("units_hidden")


def _grid(corners: FloatArray, work: Work) -> tuple[FloatArray, BoolArray]:
    """Corners (S,R,C,4,2) along the tiles' own axes, and known sides (R,C,4); row 0 nearest."""
    upright = corners @ upright_turn(corners[0])
    shape = (len(work.courses), work.courses[0])
    return upright.reshape(len(corners), *shape, 4, 2), work.known.reshape(*shape, 4)


def _columns(grid: FloatArray, known: BoolArray) -> tuple[FloatArray, BoolArray]:
    """The grid mirrored along its diagonal: x and y, rows and columns change places.

    Rows count from the bottom (y falls), so they are turned round to run with the new x.
    """
    mirrored = grid[:, ::-1].swapaxes(1, 2)[..., ::-1]
    turned = known[::-1].swapaxes(0, 1)
    # Mirrored, a tile's left side is its top: top-left stays, the corners run the other way.
    corners = mirrored[..., [TOP_LEFT, BOTTOM_LEFT, BOTTOM_RIGHT, TOP_RIGHT], :]
    return corners, turned[..., [LEFT, BOTTOM, RIGHT, TOP]]


def _joints(grid: FloatArray, known: BoolArray, name: str) -> Joints:
    """The joints between neighbours in x, each the mean of its two ends."""
    ends = grid[:, :, :-1][..., [TOP_RIGHT, BOTTOM_RIGHT], :].mean(axis=3)
    starts = grid[:, :, 1:][..., [TOP_LEFT, BOTTOM_LEFT], :].mean(axis=3)
    seen = known[:, :-1, RIGHT] & known[:, 1:, LEFT]
    rows, columns = np.nonzero(enough(seen))
    return Joints(
        widths=(starts - ends)[:, rows, columns, 0],
        places=np.stack([ends[0, rows, columns], starts[0, rows, columns]], axis=1),
        names=tuple(f"{name} {c + 1}.{r + 1}" for r, c in zip(rows, columns, strict=True)),
        unseen=int((~seen).sum()),
    )


@dataclass(frozen=True, eq=False)
class _JointLine:
    """How far a joint's middles lie off its own line, residuals (S,N) mm, and its ends (2,2)."""

    residuals: FloatArray
    ends: FloatArray


def _joint_lines(grid: FloatArray) -> list[_JointLine]:
    """The joints along y, each through all rows."""
    ends = grid[:, :, :-1][..., [TOP_RIGHT, BOTTOM_RIGHT], :]
    starts = grid[:, :, 1:][..., [TOP_LEFT, BOTTOM_LEFT], :]
    middles = (ends + starts) / 2
    lines = []
    for column in range(middles.shape[2]):
        points = middles[:, :, column].reshape(len(grid), -1, 2)
        line = fit(points[..., 1], points[..., 0])
        reach = points[0, :, 1].min(), points[0, :, 1].max()
        places = np.array([[line.at(float(y)), y] for y in reach])
        lines.append(_JointLine(line.residuals, places))
    return lines


def _mean_slope(grid: FloatArray) -> FloatArray:
    """The mean slope (S,) of lines along the tops and bottoms of each row."""
    slopes = []
    for row in range(grid.shape[1]):
        for pair in ((TOP_LEFT, TOP_RIGHT), (BOTTOM_LEFT, BOTTOM_RIGHT)):
            points = grid[:, row][:, :, list(pair)].reshape(len(grid), -1, 2)
            slopes.append(fit(points[..., 0], points[..., 1]).slope)
    return np.asarray(np.mean(slopes, axis=0), np.float64)
