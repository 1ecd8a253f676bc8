"""Models room, table renderer: a whole scene from a seed, its picture and its truth."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

import cv2
import numpy as np

from models.table_setting.rectangle import least_rectangle, rectangle_along
from models.table_setting.renderer.board import (
    DICTIONARY,
    MARKER_MM,
    SHEET_MM,
    SQUARE_MM,
    SQUARES,
    board_to_table,
    make_board_sheet,
)
from models.table_setting.renderer.camera import Camera, Doubles, Floats, look_at
from models.table_setting.renderer.canvas import Canvas
from models.table_setting.renderer.exposure import Develop, Picture, develop, make_develop
from models.table_setting.renderer.ground import Ground, front_edge_px, paint_ground
from models.table_setting.renderer.layout import (
    Piece,
    Style,
    Table,
    lay_cover,
    lay_extras,
    lay_freely,
    reach_in,
)
from models.table_setting.renderer.light import Light, make_light
from models.table_setting.renderer.surfaces import make_floor, make_surface
from models.table_setting.renderer.truth import (
    DEFINITIONS,
    first_of,
    heights,
    in_board,
    lean_deg,
    measure,
)
from models.table_setting.renderer.vessels import Vessel, draw_glass, draw_solid

Designs = Literal["train", "unseen"]
Cover = Literal["good", "faulty", "free"]


@dataclass(frozen=True)
class SeenPiece:
    """A piece as the picture shows it: its whole silhouette, even where something covers it.

    `corners_px` (4, 2) is the least rectangle around `outline_px` (M, 2), of cutlery that along its
    axis; `visible` the share of it that nothing else covers, within the picture. `foot_px`: the
    circle a glass stands on.
    """

    name: str
    corners_px: Doubles
    outline_px: Doubles
    points_px: dict[str, Doubles]
    visible: float
    foot_px: Doubles | None = None


@dataclass(frozen=True)
class RenderedScene:
    """A picture (BGR uint8) with its camera, the board's pose (board to camera) and the truth."""

    image: Picture
    camera: Camera
    rotation: Doubles | None
    translation_mm: Doubles | None
    truth: dict[str, object]
    pieces: tuple[SeenPiece, ...]
    front_edge_px: Doubles | None
    on_table: Floats = field(repr=False)


@dataclass(frozen=True)
class Setup:
    """Everything a scene is made of, before it is painted."""

    camera: Camera
    light: Light
    ground: Ground
    pieces: tuple[Piece, ...]
    board: tuple[float, float, float] | None
    develop: Develop
    noise_seed: int


def render_scene(
    seed: int,
    *,
    width: int = 1600,
    height: int = 1200,
    designs: Designs = "train",
    board: bool = True,
    cover: Cover | None = None,
    quality: float | None = None,
) -> RenderedScene:
    """Draw a table scene with its truth; the same arguments give the same picture.

    `cover`: "good" (laid within a few mm of nominal), "faulty" (errors of centimetres, pieces may
    be missing), "free" (anything anywhere); by default drawn: with a board a good or faulty
    cover, without one mostly free. `quality` 0..1 is the camera's; by default drawn.
    """
    setup = make_setup(seed, width, height, designs, board=board, cover=cover, quality=quality)
    return paint(setup)


def render_clip(
    seed: int, frames: int = 80, *, still: int = 20, width: int = 1600, height: int = 1200,
    designs: Designs = "train", cover: Cover = "good",
) -> Iterator[Picture]:  # fmt: skip
    """A cover being laid: pieces appear one after another; the last `still` frames stand still."""
    setup = make_setup(seed, width, height, designs, board=True, cover=cover, quality=None)
    count = len(setup.pieces)
    for shown in range(count + 1):
        first = round((frames - still) * shown / (count + 1))
        last = frames if shown == count else round((frames - still) * (shown + 1) / (count + 1))
        if last <= first:
            continue
        canvas, _ = _paint_light(replace(setup, pieces=setup.pieces[:shown]))
        for number in range(first, last):
            rng = np.random.default_rng([seed, number])
            yield develop(canvas.image, setup.develop, rng)


def make_setup(
    seed: int, width: int, height: int, designs: Designs, *, board: bool, cover: Cover | None,
    quality: float | None,
) -> Setup:  # fmt: skip
    """Decide a scene's layout, materials, light and camera."""
    rng = np.random.default_rng([seed, 0 if designs == "train" else 1])
    unseen = designs == "unseen"
    kind = cover or _draw_kind(rng, board)
    top = make_surface(rng, unseen=unseen, side_px=1800 if width > 1000 else 1100)
    table = Table()
    if kind == "free" and rng.random() < 0.5:
        lay_freely(rng, table, Style(unseen, 12, 8))
    else:
        spread = {"good": (2.0, 0.7, 0.0), "faulty": (9.0, 2.5, 0.06), "free": (14.0, 6.0, 0.2)}
        sigma_mm, sigma_deg, missing = spread[kind]
        lay_cover(rng, table, Style(unseen, sigma_mm, sigma_deg, missing))
    sheet = _place_board(rng, table) if board else None
    if kind == "free":
        other = make_surface(rng, unseen=unseen, side_px=400)
        lay_extras(rng, table, Style(unseen, 10, 6), other.texture)
    camera = _camera(rng, table, sheet, width, height, free=kind == "free")
    pieces = list(table.pieces)
    if kind == "free" and pieces and rng.random() < 0.22:
        target = pieces[rng.integers(len(pieces))]
        pieces.append(reach_in(rng, target.plan().mean(0) + rng.normal(0, 45, 2)))
    ground = Ground(
        top, make_floor(rng), rng.uniform(120, 300) if top.cloth else rng.uniform(18, 45),
        rng.uniform(-0.4, 0.5), rng.uniform(650, 1800), rng.uniform(800, 1800),
        rng.uniform(0.3, 1.1),
    )  # fmt: skip
    drawn = rng.uniform(0.45 if board else 0.0, 1)
    how = make_develop(rng, drawn if quality is None else quality)
    return Setup(camera, make_light(rng, unseen=unseen), ground, tuple(pieces), sheet, how, seed)


def _draw_kind(rng: np.random.Generator, board: bool) -> Cover:
    if board:
        return "good" if rng.random() < 0.4 else "faulty"
    return "free" if rng.random() < 0.85 else "faulty"


def _place_board(rng: np.random.Generator, table: Table) -> tuple[float, float, float]:
    """The sheet beside the cover: (x, y, yaw) of its top left corner."""
    plans = np.concatenate([p.plan() for p in table.pieces] or [np.zeros((1, 2))])
    side = 1 if rng.random() < 0.75 else -1
    yaw = rng.choice([0.0, np.pi]) + np.radians(rng.normal(0, 7))
    gap = 112 + rng.uniform(10, 60)
    edge = plans[:, 0].max() + gap if side > 0 else plans[:, 0].min() - gap
    middle = np.array([edge, 165 + rng.uniform(0, 70)])
    rotation, _ = board_to_table(0, 0, yaw)
    half = rotation @ np.array([SQUARES[0] * SQUARE_MM / 2, SQUARES[1] * SQUARE_MM / 2, 0.0])
    return float(middle[0] - half[0]), float(middle[1] - half[1]), float(yaw)


def _camera(
    rng: np.random.Generator, table: Table, sheet: tuple[float, float, float] | None,
    width: int, height: int, *, free: bool,
) -> Camera:  # fmt: skip
    """A camera above the table that sees the cover (and the board, when there is one)."""
    plans = [p.plan() for p in table.pieces if p.name]
    if sheet is not None:
        rotation, origin = board_to_table(*sheet)
        corners = np.array([[0, 0, 0], [180, 0, 0], [180, 252, 0], [0, 252, 0.0]])
        plans.append((corners @ rotation.T + origin)[:, :2])
    points = np.concatenate(plans or [np.array([[-200.0, 0], [200, 350]])])
    low, high = points.min(0), points.max(0)
    middle, span = (low + high) / 2, high - low
    focal = 0.5 * width / np.tan(np.radians(rng.uniform(33, 60) / 2))
    need = max(span[0] / width, span[1] * 1.1 / height, 300 / width)
    if free:
        distance = float(np.clip(focal * need * rng.uniform(0.8, 1.45), 420, 2400))
        target = middle + rng.normal(0, 45, 2)
        roll = rng.normal(0, 9) if rng.random() < 0.8 else rng.uniform(-180, 180)
        tilt, azimuth = rng.uniform(0, 36), rng.uniform(-180, 180)
    else:
        distance = float(focal * need * rng.uniform(1.08, 1.3) + 40)
        target = middle + rng.normal(0, 12, 2) + (0, -15)
        roll, tilt, azimuth = rng.normal(0, 3.0), rng.uniform(3, 17), rng.normal(-90, 35)
    return look_at(
        (float(target[0]), float(target[1])),
        distance_mm=distance,
        tilt_deg=tilt,
        azimuth_deg=azimuth,
        roll_deg=roll,
        focal_px=focal,
        size_px=(width, height),
    )


def paint(setup: Setup) -> RenderedScene:
    """Paint a setup and tell its truth."""
    canvas, on_table = _paint_light(setup)
    image = develop(canvas.image, setup.develop, np.random.default_rng([setup.noise_seed, 7]))
    camera = setup.camera
    seen = tuple(
        piece for n, p in enumerate(setup.pieces)
        if p.name and (piece := _see(p, n + 1, canvas)) is not None
    )  # fmt: skip
    pose = _pose(camera, setup.board)
    edge = front_edge_px(camera)
    return RenderedScene(image, camera, *pose, _truth(setup), seen, edge, on_table)


def _paint_light(setup: Setup) -> tuple[Canvas, Floats]:
    canvas, on_table = paint_ground(setup.camera, setup.light, setup.ground)
    order = sorted(range(len(setup.pieces)), key=lambda n: _depth(setup, n))
    if setup.board is not None:
        x, y, yaw = setup.board
        sheet = Piece("", make_board_sheet(), x, y, yaw)
        canvas.shadow(sheet.placed(), strength=0.3)
        canvas.draw(sheet.placed(), -1)
    for n in order:
        piece = setup.pieces[n]
        if isinstance(piece.body, Vessel):
            _paint_vessel(canvas, piece, piece.body, n + 1)
        else:
            canvas.shadow(piece.placed())
            canvas.draw(piece.placed(), n + 1)
    return canvas, on_table


def _depth(setup: Setup, n: int) -> tuple[float, float]:
    """Painting order: by layer; standing things from the farthest to the nearest."""
    piece = setup.pieces[n]
    C = setup.camera.position
    return piece.layer, -float(np.hypot(piece.x - C[0], piece.y - C[1]))


def _paint_vessel(canvas: Canvas, piece: Piece, vessel: Vessel, number: int) -> None:
    for share, weight in ((0.35, 0.35), (1.0, 0.35)):
        ring = piece.plan()
        z = np.full(len(ring), vessel.height_mm * share)
        strength = weight * (2.0 if vessel.albedo is not None else 0.6)
        canvas.shadow_of(ring, z, 0.0, strength, swept=True)
    draw = draw_glass if vessel.albedo is None else draw_solid
    draw(canvas, vessel, piece.x, piece.y, number)


def _see(piece: Piece, number: int, canvas: Canvas) -> SeenPiece | None:
    """The piece in the picture; None when its middle is outside."""
    camera = canvas.camera
    outline = piece.silhouette(camera)
    corners = least_rectangle(outline)
    centre = corners.mean(0)
    if not ((centre >= 0) & (centre < (camera.width, camera.height))).all():
        return None
    mask = np.zeros(canvas.ids.shape, np.uint8)
    cv2.fillPoly(mask, [np.round(outline).astype(np.int32)], 1)
    area = max(1.0, abs(cv2.contourArea(outline.astype(np.float32))))
    visible = float((canvas.ids[mask > 0] == number).sum()) / area
    points = {k: camera.project(p[None])[0] for k, p in piece.points().items()}
    if piece.name == "plate":
        low, high = outline.min(0), outline.max(0)
        corners = np.array([low, [high[0], low[1]], high, [low[0], high[1]]])
    elif "tip" in points:
        corners = rectangle_along(outline, points["tip"] - points["end"])
    foot = None
    if isinstance(piece.body, Vessel):
        plan = piece.plan()
        foot = camera.project(np.column_stack([plan, np.zeros(len(plan))]))
    return SeenPiece(piece.name, corners, outline, points, min(1.0, visible), foot)


def _pose(
    camera: Camera, board: tuple[float, float, float] | None
) -> tuple[Doubles | None, Doubles | None]:
    if board is None:
        return None, None
    rotation, origin = board_to_table(*board)
    return camera.R @ rotation, camera.R @ origin + camera.t


def _truth(setup: Setup) -> dict[str, object]:
    """The example covers' fields: measures, heights, angles, and outlines in board millimetres."""
    cover = first_of(setup.pieces)
    truth: dict[str, object] = dict(measure(setup.pieces))
    truth["angles_deg"] = {
        n: round(lean_deg(cover[n]), 2) for n in ("knife", "fork", "spoon") if n in cover
    }
    truth["heights_mm"] = heights(setup.pieces)
    truth["definitions"] = DEFINITIONS
    camera = setup.camera
    truth["camera"] = {"width": camera.width, "height": camera.height, "K": camera.K.tolist(),
                       "distortion": [0.0] * 5}  # fmt: skip
    if setup.board is None:
        return truth
    rotation, origin = board_to_table(*setup.board)
    truth["board"] = {"squares": list(SQUARES), "square_mm": SQUARE_MM, "marker_mm": MARKER_MM,
                      "dictionary": DICTIONARY, "sheet_mm": list(SHEET_MM)}  # fmt: skip
    truth["outlines_board_mm"] = {n: in_board(p.plan(), rotation, origin) for n, p in cover.items()}
    points = {f"{n}_{k}": in_board(at[None, :2], rotation, origin)[0]
              for n, p in cover.items() for k, at in p.points().items()}  # fmt: skip
    truth["points_board_mm"] = points
    edge = np.array([[-600.0, 0], [600.0, 0]])
    truth["table_edge_board_mm"] = in_board(edge, rotation, origin)
    return truth
