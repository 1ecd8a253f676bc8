"""Models room, table renderer: what lies where. Covers near the nominal one, and free layouts."""

from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from models.table_setting.renderer.camera import Camera, Doubles, Floats
from models.table_setting.renderer.canvas import Placed
from models.table_setting.renderer.clutter import (
    make_bread,
    make_hand,
    make_placemat,
    make_slab,
)
from models.table_setting.renderer.cutlery import (
    Pattern,
    make_fork,
    make_knife,
    make_pattern,
    make_spoon,
)
from models.table_setting.renderer.distances import gap_mm
from models.table_setting.renderer.napkins import make_napkin
from models.table_setting.renderer.plates import make_plate
from models.table_setting.renderer.relief import Relief, circle, sample
from models.table_setting.renderer.vessels import (
    Vessel,
    make_cup,
    make_glass,
    make_shaker,
    silhouette,
)

NAMES = ("plate", "fork", "knife", "spoon", "glass", "napkin")
"""The classes, in the order of their numbers."""
UP = np.pi / 2


@dataclass(frozen=True)
class Piece:
    """One thing on the table: a class name, or "" for clutter; larger `layer` is painted later."""

    name: str
    body: Relief | Vessel
    x: float
    y: float
    angle: float = 0.0
    z0: float = 0.0
    layer: float = 1.0

    def placed(self) -> Placed:
        """The height field where it lies. Only for reliefs."""
        if not isinstance(self.body, Relief):
            raise TypeError(f"only a relief lies flat, but {self.name or 'this'} is a vessel")
        return Placed(self.body, self.x, self.y, self.angle, self.z0)

    def plan(self) -> Doubles:
        """The outline on the table plane, (M, 2) mm; a vessel's is its foot."""
        if isinstance(self.body, Vessel):
            return np.asarray(
                circle(self.body.foot_mm, 96) + np.array([self.x, self.y]), np.float64
            )
        return self.placed().outline()

    def moved(self, dx: float, dy: float) -> "Piece":
        """The same thing elsewhere."""
        return replace(self, x=self.x + dx, y=self.y + dy)

    def silhouette(self, camera: Camera) -> Doubles:
        """Its outline in the picture, (M, 2) px."""
        if isinstance(self.body, Vessel):
            return silhouette(self.body, camera, self.x, self.y)
        return self.placed().silhouette(camera)

    def points(self) -> dict[str, Doubles]:
        """Its named points, table frame (x, y, z) mm."""
        if self.name == "glass":
            return {"foot": np.array([self.x, self.y, 0.0])}
        if self.name not in ("fork", "knife", "spoon") or not isinstance(self.body, Relief):
            return {}
        named = {}
        for key, index in (
            ("tip", int(np.argmax(self.body.outline[:, 0]))),
            ("end", int(np.argmin(self.body.outline[:, 0]))),
        ):
            u = self.body.outline[index, 0]
            v = self.body.outline[index, 1] if self.name == "knife" else 0.0
            at = self.placed().to_table(np.array([[u, v]]))[0]
            named[key] = np.array([*at, self.z0 + self.body.outline_z[index]])
        return named


@dataclass
class Table:
    """What has been laid so far, with a coarse map of what is taken (5 mm cells)."""

    pieces: list[Piece] = field(default_factory=list)
    taken: np.ndarray = field(default_factory=lambda: np.zeros((400, 500), np.uint8))

    def put(self, piece: Piece, *, block: bool = True) -> None:
        """Lay a piece."""
        self.pieces.append(piece)
        if block:
            cv2.fillPoly(self.taken, [_cells(piece.plan())], 1)

    def free(self, piece: Piece, share: float = 0.02) -> bool:
        """Whether a piece would lie (almost) on nothing else."""
        mine = np.zeros_like(self.taken)
        cv2.fillPoly(mine, [_cells(piece.plan())], 1)
        return int((mine & self.taken).sum()) <= share * int(mine.sum())


def _cells(plan: Doubles) -> np.ndarray:
    return np.asarray(np.round((plan + np.array([1250, 500])) / 5), np.int32)


@dataclass(frozen=True)
class Style:
    """How carefully a cover is laid: standard deviations in mm and degrees."""

    unseen: bool
    sigma_mm: float
    sigma_deg: float
    missing: float = 0.0


def _beside(piece: Piece, other: Piece, gap: float, direction: float) -> Piece:
    """Slide a piece along x (+1 right, −1 left) until its gap to another is `gap` mm."""
    start = other.plan()[:, 0]
    own = piece.plan()[:, 0]
    shift = start.max() - own.min() if direction > 0 else start.min() - own.max()
    piece = piece.moved(float(shift + direction * gap), 0.0)
    for _ in range(3):
        now = gap_mm(piece.plan(), other.plan())
        piece = piece.moved(direction * (gap - now), 0.0)
    return piece


def _stand(piece: Piece, edge: float) -> Piece:
    """Slide a piece along y until its nearest point is `edge` mm from the table's front edge."""
    return piece.moved(0.0, edge - float(piece.plan()[:, 1].min()))


def lay_cover(rng: np.random.Generator, table: Table, style: Style) -> None:
    """One cover: fork, plate, knife, spoon, glass and napkin near their nominal places.

    Nominal: 20 mm to the edge, knife–plate 15, knife–spoon 5, fork–knife 300, glass 20 above
    the knife's tip (the scheme's values).
    """

    def err() -> float:
        return float(np.clip(rng.normal(0, style.sigma_mm), -14, 40))

    pattern = make_pattern(rng, unseen=style.unseen)
    plate_mm = rng.uniform(232, 276)
    body = make_plate(rng, unseen=style.unseen, diameter_mm=plate_mm, rim_mm=rng.uniform(15, 23))
    plate = _stand(Piece("plate", body, 0, 0, layer=2), max(1.0, 20 + err()))
    napkin_on_plate = rng.random() < 0.4
    laid: dict[str, Piece] = {"plate": plate}
    knife = _stand(_cutlery(rng, "knife", pattern, style), max(1.0, 20 + err()))
    laid["knife"] = _beside(knife, plate, max(2.0, 15 + err()), 1)
    spoon = _stand(_cutlery(rng, "spoon", pattern, style), max(1.0, 20 + err()))
    laid["spoon"] = _beside(spoon, laid["knife"], max(1.0, 5 + abs(err())), 1)
    fork = _stand(_cutlery(rng, "fork", pattern, style), max(1.0, 20 + err()))
    laid["fork"] = _beside(fork, laid["knife"], max(plate_mm + 20, 300 + err()), -1)
    laid["fork"] = _clear_of(laid["fork"], plate)
    glass = make_glass(rng, unseen=style.unseen)
    tip = laid["knife"].points()["tip"]
    side = np.radians(rng.normal(0, 12))
    reach = glass.foot_mm + max(3.0, 20 + err())
    x, y = tip[0] + reach * np.sin(side), tip[1] + reach * np.cos(side)
    laid["glass"] = Piece("glass", glass, x, y, layer=5)
    laid["napkin"] = _napkin(rng, style, laid, on_plate=napkin_on_plate)
    for name, piece in laid.items():
        if rng.random() >= style.missing:
            table.put(piece)
        elif name == "plate" and laid["napkin"].z0 > 0:
            laid["napkin"] = replace(laid["napkin"], z0=0.0)


def _clear_of(fork: Piece, plate: Piece) -> Piece:
    return _beside(fork, plate, 3.0, -1) if gap_mm(fork.plan(), plate.plan()) < 2 else fork


def _cutlery(rng: np.random.Generator, name: str, pattern: Pattern, style: Style) -> Piece:
    make = {"knife": make_knife, "fork": make_fork, "spoon": make_spoon}[name]
    lean = np.radians(np.clip(rng.normal(0, style.sigma_deg), -25, 25))
    return Piece(name, make(rng, pattern), 0, 0, UP + lean)


def _napkin(
    rng: np.random.Generator, style: Style, laid: dict[str, Piece], *, on_plate: bool
) -> Piece:
    body = make_napkin(rng, unseen=style.unseen)
    lean = np.radians(rng.normal(0, style.sigma_deg))
    plate = laid["plate"]
    if on_plate:
        at = rng.normal(0, 6, 2)
        napkin = Piece("napkin", body, plate.x + at[0], plate.y + at[1], UP + lean, layer=3)
        return replace(napkin, z0=_rest_mm(napkin, plate))
    piece = _stand(Piece("napkin", body, 0, 0, UP + lean, layer=0.5), 20 + rng.uniform(-8, 50))
    left = rng.random() < 0.75
    neighbour = laid["fork"] if left else laid["spoon"]
    return _beside(piece, neighbour, rng.uniform(8, 45), -1 if left else 1)


def _rest_mm(cloth: Piece, plate: Piece) -> float:
    """How high a folded cloth lies on a plate: on what it touches farthest out, rim or well."""
    reach = np.linalg.norm(cloth.plan() - (plate.x, plate.y), axis=1).max()
    dish = plate.placed().relief
    rim = np.linalg.norm(dish.outline, axis=1).min() - 1.0
    return float(sample(dish, np.array([[min(reach, rim), 0.0]]))[0])


def lay_freely(rng: np.random.Generator, table: Table, style: Style) -> None:
    """Pieces anywhere, any way round: for training, and for what candidates get wrong."""
    pattern = make_pattern(rng, unseen=style.unseen)
    wanted = [name for name in ("plate", "napkin", "fork", "knife", "spoon", "glass")
              for _ in range(int(rng.choice([0, 1, 1, 2])))]  # fmt: skip
    for name in wanted:
        for _ in range(14):
            piece = _loose(rng, name, pattern, style)
            if table.free(piece, 0.05 if name != "napkin" else 0.0):
                table.put(piece)
                break


def _loose(rng: np.random.Generator, name: str, pattern: Pattern, style: Style) -> Piece:
    x, y = rng.uniform(-340, 340), rng.uniform(60, 480)
    angle = UP + rng.normal(0, 0.2) if rng.random() < 0.4 else rng.uniform(0, 2 * np.pi)
    if name == "plate":
        large = rng.random() < 0.6
        size = rng.uniform(220, 290) if large else rng.uniform(130, 195)
        body = make_plate(rng, unseen=style.unseen, diameter_mm=size, rim_mm=rng.uniform(12, 23))
        return Piece("plate", body, x, y, 0, layer=2)
    if name == "glass":
        return Piece("glass", make_glass(rng, unseen=style.unseen), x, y, layer=5)
    if name == "napkin":
        return Piece("napkin", make_napkin(rng, unseen=style.unseen), x, y, angle, layer=0.5)
    return replace(_cutlery(rng, name, pattern, style), x=x, y=y, angle=angle)


def lay_extras(rng: np.random.Generator, table: Table, style: Style, mat: Floats) -> None:
    """Second plates and glasses, cutlery above the plate or on the napkin, mats and clutter."""
    pattern = make_pattern(rng, unseen=style.unseen)
    plates = [p for p in table.pieces if p.name == "plate"]
    napkins = [p for p in table.pieces if p.name == "napkin" and p.z0 == 0]
    if plates and rng.random() < 0.25:
        mat_body = make_placemat(rng, mat, round_=rng.random() < 0.5)
        mats = Piece("", mat_body, plates[0].x, max(plates[0].y, 165), 0.0, layer=0.1)
        table.put(mats, block=False)
    if plates and rng.random() < 0.2:
        name = str(rng.choice(["spoon", "fork", "knife"]))
        at = plates[0].plan()[:, 1].max() + rng.uniform(12, 50)
        turn = rng.choice([0.0, np.pi]) + rng.normal(0, 0.06)
        piece = replace(_cutlery(rng, name, pattern, style), angle=turn)
        shift = plates[0].x + rng.uniform(-30, 30) - float(piece.plan()[:, 0].mean())
        piece = piece.moved(shift, at)
        if table.free(piece):
            table.put(piece)
    if napkins and rng.random() < 0.22:
        name = str(rng.choice(["fork", "fork", "knife", "spoon"]))
        piece = replace(_cutlery(rng, name, pattern, style), z0=4.0, layer=1.2)
        middle = napkins[0].plan().mean(0) - piece.plan().mean(0) + rng.normal(0, 10, 2)
        table.put(piece.moved(float(middle[0]), float(middle[1])))
    for name, chance in (("glass", 0.3), ("plate", 0.14), ("", 0.65), ("", 0.35)):
        if rng.random() < chance:
            _try(rng, table, name, pattern, style)


def crowd(rng: np.random.Generator, table: Table, names: tuple[str, ...], style: Style) -> None:
    """More pieces of these names wherever there is room: a picture then teaches more."""
    pattern = make_pattern(rng, unseen=style.unseen)
    for name in names:
        _try(rng, table, name, pattern, style)


def _try(rng: np.random.Generator, table: Table, name: str, pattern: Pattern, style: Style) -> None:
    for _ in range(10):
        piece = _loose(rng, name, pattern, style) if name else _clutter(rng)
        if table.free(piece):
            table.put(piece)
            return


def _clutter(rng: np.random.Generator) -> Piece:
    x, y = rng.uniform(-420, 420), rng.uniform(50, 560)
    pick = rng.random()
    if pick < 0.3:
        return Piece("", make_shaker(rng), x, y, layer=5)
    if pick < 0.5:
        return Piece("", make_cup(rng), x, y, layer=5)
    make = make_slab if pick < 0.8 else make_bread
    return Piece("", make(rng), x, y, rng.uniform(0, 6.3), layer=1.5)


def reach_in(rng: np.random.Generator, target: Doubles) -> Piece:
    """A hand that reaches toward a table point from some side."""
    angle = rng.uniform(0, 2 * np.pi)
    return Piece(
        "", make_hand(rng), float(target[0]), float(target[1]), angle, rng.uniform(0, 40), 9
    )
