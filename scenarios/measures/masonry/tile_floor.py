"""Room: scenarios. The tile_floor measures: joints, their alignment, squareness, lippage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scenarios.geometry import DRAWS, FloatArray, normal_draws
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
    with_unseen,
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
from scenarios.measures.parameters import TileParameters, TypedParameters, read_parameters
from scenarios.observations import NumberTyped, Observation

LIPPAGE = "lippage_mm"
_LEAST_ON_A_LINE = 2  # tiles along a joint, below which nothing says how straight it is


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
        lines, unseen = _joint_lines(grid, known)
        back = upright_turn(corners[0]).T
        ends = [line.ends @ back for line in lines]
        mirrored, unseen_too = _joint_lines(*_columns(grid, known))
        ends += [line.ends[:, ::-1] @ back for line in mirrored]
        lines, unseen = lines + mirrored, unseen + unseen_too
        off = np.concatenate([line.residuals for line in lines], axis=1)
        off = with_unseen(off, 2 * unseen)
        samples, _ = worst(np.abs(off))
        per_joint = [float(np.abs(line.residuals[0]).max()) for line in lines]
        notes: dict[str, object] = {
            "per_joint": [round(value, 2) for value in per_joint],
            "unseen": unseen,
        }
        places = list(ends[int(np.argmax(per_joint))])
        return Reading(samples, places, notes, least_for_noise(off))

    return read


def squareness(_: TileParameters) -> Quantity:
    """How far columns lean to the right of square to the rows, going away, mm/m."""

    def read(corners: FloatArray, work: Work) -> Reading:
        grid, known = _grid(corners, work)
        rows, rows_unseen_u = _mean_slope(grid, known)
        columns, columns_unseen_u = _mean_slope(*_columns(grid, known))
        # Board y points down: a row that falls by y = slope·x, a column that leans by x = slope·y.
        square = -1000.0 * (np.arctan(rows) + np.arctan(columns))
        unseen_u = float(np.hypot(rows_unseen_u, columns_unseen_u))
        unseen = 1000.0 * unseen_u * normal_draws("unseen lines", DRAWS, 1)[: len(square), 0]
        notes: dict[str, object] = {
            "rows_mm_per_m": round(-1000.0 * float(rows[0]), 2),
            "columns_mm_per_m": round(-1000.0 * float(columns[0]), 2),
        }
        near, far = grid[0, 0, 0, BOTTOM_LEFT], grid[0, -1, 0, TOP_LEFT]
        places = list(np.stack([near, far]) @ upright_turn(corners[0]).T)
        return Reading(square + unseen, places, notes)

    return read


def lippage(observations: Sequence[Observation], given: Mapping[str, object]) -> MeasureResult:
    """The largest step between neighbouring tiles, mm, as an assessor typed it from a gauge.

    No camera sees it: without a typed number a person has to measure.
    """
    read_parameters(given, TypedParameters)
    typed = [s for s in observations if isinstance(s, NumberTyped) and s.measure == LIPPAGE]
    if not typed:
        return undetermined("mm", "measured_by_hand")
    highest = max(typed, key=lambda seen: seen.value)
    detail: dict[str, object] = {"typed": [seen.value for seen in typed], "frame": highest.frame}
    return MeasureResult(
        round(highest.value, 3), round(2.0 * highest.sigma, 3), "mm", False, None, detail
    )


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


def _joint_lines(grid: FloatArray, known: BoolArray) -> tuple[list[_JointLine], int]:
    """The joints along y, each through all rows in which both of its sides are known.

    And how many parts of them, from tile to tile, are on none of these lines.
    """
    ends = grid[:, :, :-1][..., [TOP_RIGHT, BOTTOM_RIGHT], :]
    starts = grid[:, :, 1:][..., [TOP_LEFT, BOTTOM_LEFT], :]
    middles = (ends + starts) / 2
    both = enough(known[:, :-1, RIGHT] & known[:, 1:, LEFT])
    lines, unseen = [], int((~both).sum())
    for column in range(middles.shape[2]):
        seen = both[:, column]
        if seen.sum() < _LEAST_ON_A_LINE:
            unseen += int(seen.sum())
            continue
        points = middles[:, seen, column].reshape(len(grid), -1, 2)
        line = fit(points[..., 1], points[..., 0])
        reach = points[0, :, 1].min(), points[0, :, 1].max()
        places = np.array([[line.at(float(y)), y] for y in reach])
        lines.append(_JointLine(line.residuals, places))
    if not lines:
        raise UnmeasurableError("units_hidden")
    return lines, unseen


def _mean_slope(grid: FloatArray, known: BoolArray) -> tuple[FloatArray, float]:
    """The mean slope (S,) of lines along the tops and bottoms of each row.

    And one sigma of what that mean misses where some of the lines are not known: they differ from
    it as the known ones do.
    """
    slopes, unseen = [], 0
    for row in range(grid.shape[1]):
        for side, pair in ((TOP, (TOP_LEFT, TOP_RIGHT)), (BOTTOM, (BOTTOM_LEFT, BOTTOM_RIGHT))):
            seen = known[row, :, side]
            if seen.sum() < _LEAST_ON_A_LINE:
                unseen += 1
                continue
            points = grid[:, row, seen][:, :, list(pair)].reshape(len(grid), -1, 2)
            slopes.append(fit(points[..., 0], points[..., 1]).slope)
    if len(slopes) < max(2, 2 * unseen):
        raise UnmeasurableError("units_hidden")
    every = np.stack(slopes)
    spread = float(np.std(every[:, 0], ddof=1)) if unseen else 0.0
    missed = (
        spread * unseen / (unseen + len(slopes)) * (1 / max(unseen, 1) + 1 / len(slopes)) ** 0.5
    )
    return np.asarray(every.mean(axis=0), np.float64), missed
