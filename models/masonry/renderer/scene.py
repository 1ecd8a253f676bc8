"""Models room, masonry renderer: a whole picture of a wall or floor, with its exact truth."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from models.masonry.renderer.camera import Camera, Doubles, Floats, look_at
from models.masonry.renderer.canvas import Canvas, paint
from models.masonry.renderer.clutter import draw_clutter, fill, spacers
from models.masonry.renderer.layout import Designs, Kind, Laid, Layout, lay_floor, lay_wall
from models.masonry.renderer.light import Light, lit, make_light
from models.masonry.renderer.surroundings import backdrop, body, put_face, shadow, subfloor
from models.masonry.renderer.truth import measure
from models.table_setting.renderer.board import SHEET_MM, make_board_sheet
from models.table_setting.renderer.exposure import develop, make_develop

Picture = NDArray[np.uint8]

_SIDE_SAMPLES = 25
SHARPER = 0.6
"""Walls stand still and are photographed from a stand: sharper than a table by this factor."""
BOARD_LEVEL = 0.0005
"""A wall's board stands level and plumb within this (rad), as a builder's level shows it."""
BOARD_TILT = 0.1
"""How far (degrees, one σ about each of its axes) a board turns against the plane of the work: a
straightedge across both leaves 0.4 mm over its height."""


@dataclass(frozen=True, eq=False)
class SeenUnit:
    """A unit and how it shows: corners (4, 2) in board mm and in px, from the top left clockwise.

    `sides_visible` (4,): the share of the top, right, bottom and left side that is in the picture
    and not covered.
    """

    row: int
    number: int
    cut: bool
    corners_mm: Doubles
    corners_px: Doubles
    sides_visible: Doubles


@dataclass(frozen=True, eq=False)
class RenderedScene:
    """A picture and what is true of it.

    `covered` (H, W) 255 where something lies over the work; `truth` in the design's names;
    `rotation` (3, 3) and `translation_mm` (3,) take board mm to camera mm.
    """

    image: Picture
    camera: Camera
    kind: Kind
    covered: Picture
    units: tuple[SeenUnit, ...]
    truth: dict[str, float]
    rotation: Doubles
    translation_mm: Doubles
    unit_mm: tuple[float, float]
    joint_mm: float


def render_scene(
    seed: int,
    *,
    kind: Kind | None = None,
    width: int = 1600,
    height: int = 1200,
    designs: Designs = "train",
    clutter: bool = True,
    empty: bool = False,
    close: bool = False,
    quality: float | None = None,
    view: int = 0,
) -> RenderedScene:
    """Draw a wall or floor (by default drawn too) beside the standard board.

    `empty` leaves the units away (a plain wall or floor and the board); `close` comes so near
    that units are cut by the picture's border; `quality` 0–1 is the camera's. Other numbers of
    `view` show the same work and board from other places, in a like light.
    """
    rng = np.random.default_rng([seed, 4 if designs == "train" else 5])
    chosen: Kind = kind or ("brick_wall" if rng.random() < 0.55 else "tile_floor")
    layout = lay_wall(rng, designs) if chosen == "brick_wall" else lay_floor(rng, designs)
    light = make_light(rng, chosen, designs)
    origin, turn = _place_board(rng, layout)
    spin = _spin(turn, np.random.default_rng([seed, 6]).normal(0, np.radians(BOARD_TILT), 2))
    sheet, size = _sheet_ring(origin, turn), (width, height)
    camera = _place_camera(rng, layout, sheet, size, close=close)
    if view:
        elsewhere = np.random.default_rng([seed, 8, view])
        camera = _place_camera(elsewhere, layout, sheet, size, close=close)
    rays = camera.rays()
    if chosen == "brick_wall":
        base = float(layout.box()[1][1] + rng.uniform(0, 14))
        image = backdrop(rng, camera, rays, light, base, designs)
    else:
        image = subfloor(rng, camera, rays, light, designs)
    covered = np.zeros((height, width), np.uint8)
    if not empty:
        step = 0.7 if chosen == "brick_wall" else 0.85
        canvas = paint(rng, layout, designs, step)
        if chosen == "brick_wall":
            body(rng, image, camera, layout, light, canvas)
        else:
            _feather(canvas)
        put_face(image, camera, rays, canvas, lit(rng, canvas, light))
    elif rng.random() < 0.4:
        printed = _printed(rng, layout, designs)
        put_face(image, camera, rays, printed, printed.albedo * light.ambient)
    _put_board(rng, image, covered, (camera, rays, light), origin, spin)
    _put_clutter(rng, image, covered, (camera, light), layout, designs,
                 origin, clutter=clutter and not empty)  # fmt: skip
    how = make_develop(rng, float(rng.uniform(0.3, 1)) if quality is None else quality)
    how = replace(how, blur=SHARPER * how.blur)
    units = () if empty else tuple(
        _seen(unit, camera, covered, origin, turn) for unit in layout.units
    )  # fmt: skip
    return RenderedScene(
        develop(image, how, rng), camera, chosen, covered, units,
        {} if empty else measure(layout), camera.R @ spin,
        camera.R @ np.array([*origin, 0.0]) + camera.t, layout.unit_mm, layout.joint_mm,
    )  # fmt: skip


def _place_board(rng: np.random.Generator, layout: Layout) -> tuple[Doubles, float]:
    """Where the board's first square begins (2,) mm, and its turn in rad."""
    low, high = layout.box()
    inner = np.array([180.0, 252.0])
    right = rng.random() < 0.6
    gap = rng.uniform(35, 160)
    x = high[0] + gap if right else low[0] - gap - inner[0]
    if layout.kind == "brick_wall":
        y = rng.uniform(max(low[1] - 60, high[1] - 420), high[1] - inner[1] - 24)
        if rng.random() < 0.1:  # taped to the wall's face
            x = rng.uniform(low[0], high[0] - inner[0])
        return np.array([x, y]), float(rng.uniform(-1, 1)) * BOARD_LEVEL
    y = rng.uniform(low[1], max(low[1] + 1, high[1] - inner[1]))
    if rng.random() < 0.3:  # on the tiles
        x = rng.uniform(low[0], high[0] - inner[0])
    return np.array([x, y]), float(np.radians(np.clip(rng.normal(0, 1.2), -4, 4)))


def _spin(turn: float, tilt: Doubles) -> Doubles:
    """(3, 3) from board to plane axes: turned in the plane, then tilted (rad) out of it."""
    c, s = np.cos(turn), np.sin(turn)
    level = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1.0]])
    return np.asarray(cv2.Rodrigues(np.array([*tilt, 0.0]))[0] @ level, np.float64)


def _sheet_ring(origin: Doubles, turn: float, rim: float = 0.0) -> Doubles:
    x0, y0 = (180 - SHEET_MM[0]) / 2 - rim, (252 - SHEET_MM[1]) / 2 - rim
    x1, y1 = x0 + SHEET_MM[0] + 2 * rim, y0 + SHEET_MM[1] + 2 * rim
    ring = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])
    c, s = np.cos(turn), np.sin(turn)
    return np.asarray(ring @ np.array([[c, s], [-s, c]]) + origin, np.float64)


def _place_camera(
    rng: np.random.Generator, layout: Layout, sheet: Doubles, size: tuple[int, int], *, close: bool
) -> Camera:
    low, high = layout.box()
    low, high = np.minimum(low, sheet.min(0)), np.maximum(high, sheet.max(0))
    aim = (low + high) / 2
    distance = rng.uniform(1200, 2600)
    if layout.kind == "brick_wall":
        yaw = np.radians(np.clip(rng.normal(0, 10), -32, 32))
        pitch = np.radians(np.clip(rng.normal(8, 8), -5, 30))
        away = np.array([np.sin(yaw) * np.cos(pitch), -np.sin(pitch), -np.cos(yaw) * np.cos(pitch)])
    else:
        tilt, side = np.radians(rng.uniform(3, 50)), np.radians(rng.normal(0, 22))
        away = np.array([np.sin(tilt) * np.sin(side), np.sin(tilt) * np.cos(side), -np.cos(tilt)])
    lens = np.array([rng.normal(-0.03, 0.06), rng.normal(0, 0.02), *rng.normal(0, 4e-4, 2), 0.0])
    roll = float(np.radians(rng.normal(0, 1.5)))
    frame = np.array(size, np.float64)
    middle = (frame - 1) / 2 + rng.normal(0, 0.006, 2) * size[0]
    share = rng.uniform(1.15, 1.8) if close else rng.uniform(0.68, 0.95)
    ring = np.array([low, (high[0], low[1]), high, (low[0], high[1])])
    focal = float(size[0])
    for _ in range(3):  # aim and zoom until the work and the board fill their share of the picture
        K = np.array([[focal, 0, middle[0]], [0, focal, middle[1]], [0, 0, 1.0]])
        camera = look_at(aim, distance * away, roll, K, lens, size)
        seen = camera.project(ring)
        fits = float((frame / np.ptp(seen, axis=0)).min())
        focal = float(np.clip(focal * share * fits, 0.55 * size[0], 2.6 * size[0]))
        off = (seen.min(0) + seen.max(0)) / 2 - middle
        to_plane = camera.homography() @ np.column_stack([[*(middle + off), 1], [*middle, 1]])
        aim = aim + np.diff(to_plane[:2] / to_plane[2])[:, 0] * -1
    slack = max(0.0, 1 - share) if not close else 0.5
    aim = aim + rng.uniform(-0.4, 0.4, 2) * slack * (high - low)
    K = np.array([[focal, 0, middle[0]], [0, focal, middle[1]], [0, 0, 1.0]])
    return look_at(aim, distance * away, roll, K, lens, size)


def _printed(rng: np.random.Generator, layout: Layout, designs: Designs) -> Canvas:
    """A small printed photograph of such a wall or floor: none of its units is one."""
    canvas, scale = paint(rng, layout, designs, 1.0), float(rng.uniform(0.12, 0.3))
    low, high = layout.box()
    left, top = rng.uniform(low, low + 0.6 * (high - low))
    flat = np.zeros_like(canvas.height)
    return replace(canvas, height=flat, solid=flat + 1, left=left, top=top, step=scale)


def _feather(canvas: Canvas) -> None:
    """Let a floor's map fade into the floor around it."""
    margin = int(45 / canvas.step)
    ramp_x, ramp_y = (np.minimum(np.arange(n), np.arange(n)[::-1]) / margin
                      for n in canvas.solid.shape[::-1])  # fmt: skip
    canvas.solid[:] = np.clip(np.minimum(ramp_x[None], ramp_y[:, None]), 0, 1)


def _put_board(
    rng: np.random.Generator, image: Floats, covered: Picture,
    view: tuple[Camera, Floats, Light], origin: Doubles, spin: Doubles,
) -> None:  # fmt: skip
    """The sheet on its backing, nearly in the work plane."""
    camera, rays, light = view
    rim = float(rng.choice([0.0, 6.0, 12.0]))
    ring = _sheet_ring(origin, float(np.arctan2(spin[1, 0], spin[0, 0])), rim)
    offset = np.asarray(-light.direction[:2] / light.direction[2]) * 4
    shadow(image, camera, ring + offset, light, 2.5)
    mask = np.zeros_like(covered)
    fill(mask, camera.project(ring))
    level = light.ambient + light.key * np.float32(light.direction[2])
    if rim:
        backing = np.asarray(rng.uniform(0.03, 0.6, 3), np.float32) * level
        image += mask[..., None] / np.float32(255) * (backing - image)
    np.maximum(covered, mask, out=covered)
    sheet = make_board_sheet()
    eye = (camera.position - np.array([*origin, 0.0])) @ spin  # in the board's own axes
    along = rays @ spin.astype(np.float32)
    reach = np.float32(-eye[2]) / along[..., 2]
    column = np.asarray((eye[0] + reach * along[..., 0] - sheet.left) / sheet.step, np.float32)
    row = np.asarray((sheet.top + eye[1] + reach * along[..., 1]) / sheet.step, np.float32)
    px_per_mm = np.linalg.norm(np.diff(camera.project(ring[:2]), axis=0)) / (SHEET_MM[0] + 2 * rim)
    soft = 0.4 / (float(px_per_mm) * sheet.step)
    paper = cv2.GaussianBlur(sheet.albedo, (0, 0), soft)
    seen = cv2.remap(paper, column, row, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    cover = cv2.remap(cv2.GaussianBlur(sheet.alpha, (0, 0), soft), column, row, cv2.INTER_LINEAR)
    image += cover[..., None] * (seen * level - image)


def _put_clutter(
    rng: np.random.Generator, image: Floats, covered: Picture, view: tuple[Camera, Light],
    layout: Layout, designs: Designs, board: Doubles, *, clutter: bool,
) -> None:  # fmt: skip
    if not clutter:
        return
    things = []
    if layout.kind == "tile_floor" and rng.random() < 0.25:
        joints = np.array([u.corners[2] + layout.joint_mm / 2 for u in layout.units])
        things += [(thing, 0.5) for thing in spacers(rng, joints, layout.joint_mm)]
    count = int(rng.choice([0, 0, 1, 2, 3]))
    lift = float(rng.uniform(3, 45))
    things += [(thing, lift) for thing in draw_clutter(rng, designs, layout.box(), count)]
    keep_off = np.array([board - 45, board + np.array([225, 297])])
    for thing, high in things:
        if not any(_overlaps(ring, keep_off) for ring, _ in thing):
            for ring, colour in thing:
                _put_shape(rng, image, covered, view, (ring, np.asarray(colour), high))


def _put_shape(
    rng: np.random.Generator, image: Floats, covered: Picture, view: tuple[Camera, Light],
    shape: tuple[Doubles, Doubles, float],
) -> None:  # fmt: skip
    """One outline of one colour, `high` mm before the work, unevenly lit, with its shadow."""
    (camera, light), (ring, colour, high) = view, shape
    shift = -light.direction[:2] / light.direction[2] * high
    shadow(image, camera, ring + np.clip(shift, -80, 80), light, 0.4 * high)
    mask = np.zeros_like(covered)
    fill(mask, camera.project(np.column_stack([ring, np.full(len(ring), -high)])))
    y, x = np.indices((12, 16), np.float32)
    turned = rng.normal(0, 0.15, 2)
    tone = 1 + turned[0] * (x / 8 - 1) + turned[1] * (y / 6 - 1)
    wide = cv2.resize(np.asarray(tone, np.float32), (camera.width, camera.height))
    level = np.asarray(colour, np.float32) * (light.ambient + light.key * np.float32(0.6))
    cover = mask[..., None] / np.float32(255)
    image += cover * (wide[..., None] * level - image)
    np.maximum(covered, mask, out=covered)


def _overlaps(ring: Doubles, box: Doubles) -> bool:
    """Whether an outline comes over the board: candidates are told to leave it free."""
    x0, y0 = box[0]
    x1, y1 = box[1]
    area = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)
    hull = cv2.convexHull(ring.astype(np.float32)).reshape(-1, 2)
    return bool(cv2.intersectConvexConvex(area, hull)[0] > 0)


def _seen(unit: Laid, camera: Camera, covered: Picture, origin: Doubles, turn: float) -> SeenUnit:
    height, width = covered.shape
    shares = np.linspace(0.03, 0.97, _SIDE_SAMPLES)[:, None]
    visible = []
    inward = unit.corners.mean(0)
    for k in range(4):
        line = unit.corners[k] * (1 - shares) + unit.corners[(k + 1) % 4] * shares
        line = line + 1.5 * (inward - line) / np.linalg.norm(inward - line, axis=1, keepdims=True)
        at = np.round(camera.project(line)).astype(int)
        inside = ((at >= 2) & (at < (width - 2, height - 2))).all(1)
        free = np.zeros(len(at), np.bool_)
        free[inside] = covered[at[inside, 1], at[inside, 0]] < 128
        visible.append(float(free.mean()))
    c, s = np.cos(turn), np.sin(turn)
    board = (unit.corners - origin) @ np.array([[c, -s], [s, c]])
    face = np.column_stack([unit.corners, np.full(4, -unit.face_mm)])
    return SeenUnit(unit.row, unit.number, unit.cut, board, camera.project(face), np.array(visible))
