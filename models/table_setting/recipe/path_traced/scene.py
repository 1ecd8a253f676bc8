"""One random table as a Mitsuba scene, and where every piece's outline falls in its picture."""

from dataclasses import dataclass, field
from typing import Any

import cv2
import mitsuba as mi
import numpy as np
from numpy.typing import NDArray

from models.table_setting.recipe.path_traced import meshes
from models.table_setting.recipe.path_traced.meshes import Mesh

Array = NDArray[np.float64]
Rng = np.random.Generator
CLASSES = ("plate", "fork", "knife", "spoon", "glass", "napkin")
METALS = ("Al", "Ag", "Cr", "Ag", "Al", "Au", "Cu")


@dataclass
class Piece:
    """A piece of the cover: its meshes with their materials, and its named points (mm)."""

    name: str
    parts: list[tuple[Mesh, dict[str, Any]]]
    points: dict[str, Array] = field(default_factory=dict)

    def moved(self, x: float, y: float, z: float = 0.0, turn_deg: float = 0.0) -> "Piece":
        """Return the piece turned about z, then moved."""
        a = np.radians(turn_deg)
        turn = np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]])
        return Piece(
            self.name,
            [(mesh.moved(x, y, z, turn_deg), bsdf) for mesh, bsdf in self.parts],
            {key: turn @ point + [x, y, z] for key, point in self.points.items()},
        )


def colour(rng: Rng, low: float = 0.02, high: float = 0.9) -> dict[str, Any]:
    """Return a random surface colour."""
    base = rng.uniform(low, high)
    rgb = np.clip(base + rng.normal(0, rng.choice([0.02, 0.25]), 3), 0.01, 0.95)
    return {"type": "rgb", "value": [float(v) for v in rgb]}


def metal(rng: Rng) -> dict[str, Any]:
    """Return a random metal."""
    return {
        "type": "twosided",
        "bsdf": {
            "type": "roughconductor",
            "material": str(rng.choice(METALS)),
            "alpha": float(rng.uniform(0.04, 0.28)),
        },
    }


def matte(rng: Rng, reflectance: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return a cloth-like surface."""
    return {
        "type": "twosided",
        "bsdf": {"type": "diffuse", "reflectance": reflectance or colour(rng)},
    }


def glossy(rng: Rng, reflectance: dict[str, Any]) -> dict[str, Any]:
    """Return a glazed or lacquered surface."""
    return {
        "type": "twosided",
        "bsdf": {
            "type": "roughplastic",
            "diffuse_reflectance": reflectance,
            "alpha": float(rng.uniform(0.03, 0.3)),
        },
    }


def bitmap(picture: Array, scale: float = 1.0) -> dict[str, Any]:
    """Return a texture from an RGB picture (linear 0–1)."""
    return {
        "type": "bitmap",
        "bitmap": mi.Bitmap(np.ascontiguousarray(picture, np.float32)),
        "raw": True,
        "to_uv": mi.ScalarTransform4f().scale(scale),
    }


def wood(rng: Rng) -> Array:
    """Return a picture of planks."""
    h, w = 256, 256
    along = rng.normal(0, 1, (h, 6))
    grain = cv2.resize(along, (w, h), interpolation=cv2.INTER_CUBIC)
    grain = cv2.GaussianBlur(grain, (0, 0), sigmaX=rng.uniform(6, 18), sigmaY=rng.uniform(0.6, 2))
    grain = (grain - grain.min()) / np.ptp(grain)
    dark = rng.uniform(0.015, 0.25) * np.array([1, rng.uniform(0.5, 0.75), rng.uniform(0.2, 0.5)])
    light = dark * rng.uniform(1.3, 3.0) + rng.uniform(0, 0.05)
    out = dark + (light - dark) * grain[..., None]
    for y in range(0, h, int(rng.integers(40, 130))):
        out[y : y + 2] *= 0.35
    return np.asarray(np.clip(np.rot90(out) if rng.random() < 0.3 else out, 0, 0.95))


def cloth(rng: Rng) -> Array:
    """Return a picture of plain, striped or checked cloth."""
    one, two = (
        np.clip(rng.uniform(0.02, 1.0) ** 2 + rng.normal(0, 0.2, 3), 0.01, 0.9) for _ in range(2)
    )
    x = np.arange(256)
    step = int(rng.integers(8, 64))
    share = rng.uniform(0.1, 0.6)
    stripe = ((x % step) < step * share).astype(float)
    kind = rng.choice(["plain", "plain", "stripe", "check"])
    mask = np.zeros((256, 256))
    if kind == "stripe":
        mask = np.broadcast_to(stripe, (256, 256))
    elif kind == "check":
        mask = (
            np.maximum(stripe[None], stripe[:, None]) * 0.5 + stripe[None] * stripe[:, None] * 0.5
        )
    weave = 1 + rng.normal(0, 0.05, (256, 256, 1))
    return np.clip((one + (two - one) * mask[..., None]) * weave, 0.005, 0.95)


def cutlery(name: str, rng: Rng, material: dict[str, Any], grip: dict[str, Any]) -> Piece:
    """Return a fork, knife or spoon lying along +y with its middle at the origin."""
    total = rng.uniform(
        {"knife": 195, "fork": 165, "spoon": 145}[name],
        {"knife": 245, "fork": 215, "spoon": 215}[name],
    )
    head = total * rng.uniform(
        *{"knife": (0.48, 0.6), "fork": (0.3, 0.42), "spoon": (0.27, 0.36)}[name]
    )
    neck = rng.uniform(2.4, 4.2) if name != "knife" else rng.uniform(4, 8)
    stick = meshes.handle(
        total - head + 3, neck, rng.uniform(5, 11), rng.uniform(0.6, 3), rng.uniform(1, 9)
    )
    if name == "knife":
        stick = meshes.handle(total - head + 3, neck, rng.uniform(7, 11), rng.uniform(0.5, 2), 1.0)
        heads = [meshes.knife_blade(total - head, head, rng.uniform(15, 24), rng.uniform(0, 1))]
    elif name == "spoon":
        heads = [
            meshes.spoon_bowl(
                total - head, head, rng.uniform(0.55, 0.78) * head, rng.uniform(0.0, 0.25)
            )
        ]
    else:
        heads = meshes.fork_head(
            total - head, head, rng.uniform(20, 28), int(rng.choice([3, 4, 4, 4]))
        )
    piece = Piece(
        name,
        [(stick, grip), *((part, material) for part in heads)],
        {"tip": np.array([0, total, 3.0]), "end": np.array([0, 0, 3.0])},
    )
    return piece.moved(0, -total / 2)


def glass(rng: Rng) -> Piece:
    """Return a standing glass, perhaps with a drink in it."""
    clear = (
        {"type": "dielectric", "int_ior": 1.5} if rng.random() < 0.6 else {"type": "thindielectric"}
    )
    filled = rng.random() < 0.35
    body = glossy(
        rng,
        {
            "type": "rgb",
            "value": [float(v) for v in rng.uniform([0.2, 0.02, 0.0], [0.9, 0.6, 0.3])],
        },
    )
    if rng.random() < 0.45:
        radius, height = rng.uniform(28, 44), rng.uniform(80, 155)
        taper = rng.uniform(0.68, 1)
        parts = [(meshes.tumbler(radius, height, taper), clear)]
        top = rng.uniform(0.35, 0.8)
        if filled:
            edge = radius * (taper + (1 - taper) * top) - 3
            parts.append((meshes.drink(radius * taper - 3, edge, 11, height * top), body))
    else:
        bowl, height, stem = rng.uniform(26, 46), rng.uniform(150, 235), rng.uniform(60, 105)
        parts = [
            (
                meshes.stemmed(
                    rng.uniform(29, 40), stem, bowl, height, bowl * rng.uniform(0.72, 1.05)
                ),
                clear,
            )
        ]
        if filled:
            parts.append(
                (
                    meshes.drink(
                        8, bowl - 4, stem + 10, stem + (height - stem) * rng.uniform(0.35, 0.55)
                    ),
                    body,
                )
            )
    return Piece("glass", parts, {"foot": np.zeros(3)})


def napkin(rng: Rng) -> Piece:
    """Return a folded, rolled or gathered napkin."""
    look = matte(rng, bitmap(cloth(rng)))
    kind = rng.random()
    if kind < 0.2:
        cloth_mesh = meshes.gathered_napkin(
            rng.uniform(70, 120),
            rng.uniform(150, 220),
            rng.uniform(0.2, 0.4),
            int(rng.integers(3, 7)),
        )
        ring = meshes.drink(15, 15, 0, 20)
        return Piece("napkin", [(cloth_mesh, look), (ring.moved(0, 0), metal(rng))])
    bumps = np.asarray(cv2.GaussianBlur(rng.normal(0, 1, (48, 48)), (0, 0), 6), np.float64)
    width, height = (
        (rng.uniform(35, 60), rng.uniform(180, 230))
        if kind < 0.35
        else (rng.uniform(85, 190), rng.uniform(120, 230))
    )
    return Piece(
        "napkin",
        [
            (
                meshes.folded_napkin(width, height, rng.uniform(3, 12), bumps * rng.uniform(1, 9)),
                look,
            )
        ],
    )


def plate(rng: Rng, radius: float) -> Piece:
    """Return a plate of the given radius (mm)."""
    base = np.full(3, rng.uniform(0.65, 0.9)) if rng.random() < 0.75 else rng.uniform(0.02, 0.8, 3)
    glaze = glossy(rng, {"type": "rgb", "value": [float(v) for v in base]})
    body = meshes.plate(radius, rng.uniform(10, 26), rng.uniform(0.55, 0.82))
    parts = [(body, glaze)]
    if rng.random() < 0.4:  # a painted ring, a hair above the glaze
        outer = radius * rng.uniform(0.965, 0.99)
        top = body.vertices[:, 2].max()
        ring = np.array([(outer - rng.uniform(1.5, 9), top - 1.2), (outer, top + 0.25)])
        parts.append((meshes.revolve(ring), matte(rng)))
    return Piece("plate", parts)
