"""Where the pieces of a random table lie: covers near the book, loose ones, clutter and hands."""

from collections.abc import Callable

import cv2
import numpy as np

from models.table_setting.recipe.path_traced import meshes
from models.table_setting.recipe.path_traced.scene import (
    Piece,
    Rng,
    bitmap,
    cloth,
    colour,
    cutlery,
    glass,
    glossy,
    matte,
    metal,
    napkin,
    plate,
    wood,
)

Placement = Callable[..., Piece]


def cover(rng: Rng) -> list[Piece]:
    """Return the pieces of one cover around the origin; each may be missing, doubled or astray."""
    material = metal(rng)
    grip = material if rng.random() < 0.7 else glossy(rng, colour(rng, 0.02, 0.6))
    radius = rng.uniform(105, 150)
    loose = rng.choice([2.0, 6.0, 25.0])
    side = 1.0 if rng.random() < 0.85 else -1.0  # left-handed settings too

    def at(piece: Piece, x: float, y: float, turn: float = 0.0, z: float = 0.0) -> Piece:
        dx, dy = rng.normal(0, loose, 2)
        return piece.moved(side * x + dx, y + dy, z, turn + rng.normal(0, loose * 0.7))

    def metalware(name: str) -> Piece:
        return cutlery(name, rng, material, grip)

    right = radius + rng.uniform(18, 40)
    pieces = _around_the_plate(rng, radius, right, at, metalware)
    for k in range(int(rng.choice([0, 1, 1, 1, 2, 2]))):
        x = right - rng.uniform(-30, 60) + 75 * k
        pieces.append(at(glass(rng), x, radius + rng.uniform(20, 90) - 30 * k))
    if rng.random() < 0.8:
        pieces.append(_placed_napkin(rng, radius, at))
    if rng.random() < 0.15:
        pieces.append(at(plate(rng, rng.uniform(70, 95)), -(radius + 110), rng.uniform(-60, 160)))
    return pieces


def _around_the_plate(
    rng: Rng, radius: float, right: float, at: Placement, metalware: Callable[[str], Piece]
) -> list[Piece]:
    pieces: list[Piece] = []
    if rng.random() < 0.9:
        pieces.append(plate(rng, radius).moved(0, 0, 0.5))
    if rng.random() < 0.85:
        pieces.append(at(metalware("knife"), right, 0))
    if rng.random() < 0.8:
        pieces.append(at(metalware("spoon"), right + rng.uniform(28, 45), -5))
    for k in range(int(rng.choice([0, 1, 1, 1, 1, 2]))):
        pieces.append(at(metalware("fork"), -(radius + 25 + 32 * k), 0))
    if rng.random() < 0.25:
        name = str(rng.choice(["fork", "spoon", "knife"]))
        pieces.append(at(metalware(name), 0, radius + 35, rng.choice([-90, 90])))
    return pieces


def _placed_napkin(rng: Rng, radius: float, at: Placement) -> Piece:
    cloth_piece = napkin(rng)
    turn = rng.choice([0, 0, 0, 90, rng.uniform(-40, 40)])
    if rng.random() < 0.2:
        return cloth_piece.moved(rng.normal(0, 8), rng.normal(0, 8), 8.0, turn)
    sign = -1 if rng.random() < 0.75 else 1
    return cloth_piece.moved(
        sign * (radius + rng.uniform(60, 160)), rng.uniform(-30, 40), 0, turn + rng.normal(0, 8)
    )


def clutter(rng: Rng) -> list[Piece]:
    """Return things that are none of the six: mats, shakers, bread, phones, cups, arms."""
    things: list[Piece] = []
    if rng.random() < 0.35:
        surface = matte(rng, bitmap(wood(rng) if rng.random() < 0.5 else cloth(rng)))
        size = rng.uniform(160, 220)
        mat = meshes.revolve(np.array([(0, 0.5), (size, 0.5), (size, 0.1)]))
        if rng.random() < 0.5:
            flat = np.zeros((12, 12))
            mat = meshes.folded_napkin(rng.uniform(380, 480), rng.uniform(280, 340), 0.6, flat)
        things.append(Piece("mat", [(mat, surface)]))
    for _ in range(int(rng.choice([0, 0, 1, 1, 2, 3]))):
        things.append(_thing(rng).moved(*_away(rng)))
    if rng.random() < 0.3:
        things.append(
            _board(rng).moved(
                rng.choice([-1, 1]) * rng.uniform(280, 380),
                rng.uniform(-40, 150),
                0,
                rng.normal(0, 25),
            )
        )
    if rng.random() < 0.12:
        things.append(_arm(rng))
    return things


def _board(rng: Rng) -> Piece:
    """Return the calibration board lying on the table: it must never pass for a napkin."""
    family = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_5X5_250)
    board = cv2.aruco.CharucoBoard((5, 7), 36, 27, family).generateImage((420, 594), marginSize=30)
    paper = np.repeat(
        board[::-1, :, None].astype(float) / 255 * rng.uniform(0.7, 0.9) + 0.02, 3, axis=2
    )
    return Piece(
        "board",
        [(meshes.folded_napkin(210, 297, 0.4, np.zeros((12, 12))), matte(rng, bitmap(paper)))],
    )


def _away(rng: Rng) -> tuple[float, float]:
    angle, distance = rng.uniform(0, 2 * np.pi), rng.uniform(240, 420)
    return float(distance * np.cos(angle)), float(distance * np.sin(angle))


def _thing(rng: Rng) -> Piece:
    kind = rng.choice(["shaker", "bread", "phone", "cup", "bowl"])
    look = glossy(rng, colour(rng))
    if kind == "shaker":
        r, h = rng.uniform(12, 20), rng.uniform(50, 95)
        body = meshes.revolve(
            meshes.smooth([(0, 0.2), (r, 0.2), (r * 0.8, h * 0.8), (r * 0.9, h), (0, h)])
        )
        return Piece(kind, [(body, metal(rng) if rng.random() < 0.5 else look)])
    if kind == "bread":
        a = rng.uniform(30, 45)
        ball = meshes.revolve(
            np.array([(a * np.sin(t), 25 - 24 * np.cos(t)) for t in np.linspace(0, np.pi, 30)])
        )
        crust = {
            "type": "rgb",
            "value": [float(v) for v in rng.uniform([0.4, 0.2, 0.06], [0.6, 0.35, 0.15])],
        }
        return Piece(
            kind,
            [
                (
                    meshes.Mesh(ball.vertices * [rng.uniform(1, 1.5), 1, 1], ball.faces),
                    matte(rng, crust),
                )
            ],
        )
    if kind == "phone":
        flat = meshes.folded_napkin(72, 148, 8, np.zeros((24, 24)))
        return Piece(
            kind, [(flat.moved(0, 0, 0, rng.uniform(0, 180)), glossy(rng, colour(rng, 0.01, 0.2)))]
        )
    r, h = rng.uniform(35, 75), rng.uniform(35, 85)
    wall = [(0, 0.3), (r * 0.6, 0.3), (r, h), (r - 3, h), (r * 0.55, 6), (0, 5)]
    return Piece(kind, [(meshes.revolve(meshes.smooth(wall, 50)), look)])


def _arm(rng: Rng) -> Piece:
    """Return a forearm with a hand of five fingers reaching over the table."""
    skin = {
        "type": "rgb",
        "value": [float(v) for v in np.array([0.62, 0.38, 0.26]) * rng.uniform(0.3, 1.1)],
    }
    look = glossy(rng, skin)
    parts = [(_limb(0, -380, 0, -60, 38, 30), matte(rng)), (_limb(0, -70, 0, 25, 30, 38), look)]
    for k, (x, length) in enumerate([(-26, 65), (-9, 78), (9, 74), (25, 58)]):
        parts.append((_limb(x, 15, x * 1.35 + rng.normal(0, 5), 15 + length, 9, 7 - 0.3 * k), look))
    parts.append((_limb(-30, -25, -62, 15, 10, 8), look))
    turn, (x, y) = rng.uniform(0, 360), rng.uniform(-220, 220, 2)
    return Piece("arm", parts).moved(x, y, rng.uniform(5, 60), turn)


def _limb(x0: float, y0: float, x1: float, y1: float, r0: float, r1: float) -> meshes.Mesh:
    angle, s = np.linspace(0, 2 * np.pi, 24, endpoint=False), np.linspace(0, 1, 16)
    swell = np.sqrt(np.clip(1 - (2 * s - 1) ** 8, 0, 1))
    radius = (r0 + (r1 - r0) * s) * swell
    along = np.array([x1 - x0, y1 - y0]) / np.hypot(x1 - x0, y1 - y0)
    across = np.array([-along[1], along[0]])
    ring = np.stack([np.cos(angle), np.sin(angle)], -1)
    centre = np.array([x0, y0]) + s[:, None] * [x1 - x0, y1 - y0]
    xy = centre[:, None] + radius[:, None, None] * ring[None, :, :1] * across
    z = 14 + radius[:, None] * ring[None, :, 1] * 0.7
    return meshes.grid_mesh(np.concatenate([xy, z[..., None]], -1), closed=True)
