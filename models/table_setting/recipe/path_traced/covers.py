"""The renderer's covers in a path tracer's light: same layout, camera, board and truth; real metal,
glass and shadows. `python -m …path_traced.covers --out DIR` writes a held-out set.

Nothing here was trained on: designs are the renderer's unseen ones, lights (a window, tubes, small
lamps) and materials are other than those of `render.py`. Needs `mitsuba` and `oidn`.
"""

import argparse
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import drjit as dr
import mitsuba as mi
import numpy as np
from numpy.typing import NDArray

if not mi.variant():
    mi.set_variant("llvm_ad_rgb")

from models.table_setting.recipe.path_traced.held_out import held_out_setup
from models.table_setting.recipe.path_traced.meshes import Mesh, drink, revolve
from models.table_setting.recipe.path_traced.render import as_shape, denoise
from models.table_setting.recipe.path_traced.scene import Array, Rng, bitmap
from models.table_setting.renderer.board import make_board_sheet
from models.table_setting.renderer.camera import Camera
from models.table_setting.renderer.dataset import label_lines
from models.table_setting.renderer.exposure import develop
from models.table_setting.renderer.ground import Ground
from models.table_setting.renderer.layout import Piece
from models.table_setting.renderer.relief import Relief
from models.table_setting.renderer.scene import RenderedScene, Setup, paint
from models.table_setting.renderer.surfaces import Surface
from models.table_setting.renderer.vessels import Vessel

METALS = ("Cr", "W", "Ni_palik", "Ag")  # steel, in the tracer's tables, is nearest to chromium
WALL_MM = 1.4
FLOOR_MM = -730.0
TEXTURE_PX = 1536
Bsdf = dict[str, Any]
Room = Callable[[Rng], dict[str, Any]]


def trace(
    setup: Setup,
    seed: int,
    samples: int,
    room: Room | None = None,
    metals: tuple[str, ...] = METALS,
    texture_px: int = TEXTURE_PX,
) -> RenderedScene:
    """The scene of a setup, its picture path-traced with `samples` paths a pixel.

    `room` makes the lights (by default the held-out ones), `metals` are what cutlery is made of.
    """
    rng = np.random.default_rng([seed, 5])
    drawn = paint(setup)
    scene = mi.load_dict(
        {
            "type": "scene",
            "integrator": {"type": "path", "max_depth": 12},
            **(room or lights)(rng),
            **ground_shapes(setup.ground, rng, texture_px),
            **_pieces(setup, rng, metals),
        }
    )
    sensor = mi.load_dict(sensor_of(setup.camera))
    picture = np.array(mi.render(scene, sensor=sensor, spp=samples, seed=seed % 2**31))[..., :3]
    linear = denoise(np.minimum(picture, 8))[..., ::-1]
    # As bright as a photograph is exposed: the renderer's own picture says how bright that is.
    linear = linear * (0.42 * rng.uniform(0.75, 1.2) / (np.percentile(linear, 90) + 1e-4))
    image = develop(np.ascontiguousarray(linear), setup.develop, np.random.default_rng([seed, 7]))
    return replace(drawn, image=image)


def sensor_of(camera: Camera) -> dict[str, Any]:
    """The tracer's camera with the same geometry."""
    eye, forward, up = camera.position, camera.R[2], -camera.R[1]
    return {
        "type": "perspective",
        "fov": float(np.degrees(2 * np.arctan(camera.width / 2 / camera.K[0, 0]))),
        "fov_axis": "x",
        "to_world": mi.ScalarTransform4f().look_at(
            origin=eye.tolist(), target=(eye + forward).tolist(), up=up.tolist()
        ),
        "film": {
            "type": "hdrfilm",
            "width": camera.width,
            "height": camera.height,
            "rfilter": {"type": "box"},
        },
        "sampler": {"type": "independent"},
    }


def lights(rng: Rng) -> dict[str, Any]:
    """A room lit by a window beside the table, tubes over it, or small lamps."""
    level = rng.uniform(0.15, 0.5)
    room: dict[str, Any] = {"ambient": {"type": "constant", "radiance": _rgb(level * _white(rng))}}
    kind = rng.choice(["window", "tubes", "lamps"])
    if kind == "window":
        room["window"] = _panel(rng, (-1800, 300, 900), (0, 200, 0), (700, 900), 9.0)
    elif kind == "tubes":
        for k in range(int(rng.integers(1, 4))):
            at = (float(rng.uniform(-900, 900)), float(rng.uniform(-400, 900)), 2100)
            room[f"tube{k}"] = _panel(rng, at, (at[0], at[1] + 1, 0), (30, 600), 60.0)
    else:
        for k in range(int(rng.integers(2, 6))):
            at = (float(rng.uniform(-1200, 1200)), float(rng.uniform(-800, 1200)), 1700)
            room[f"lamp{k}"] = _panel(rng, at, (0, 200, 0), (60, 60), 160.0)
    return room


def _panel(
    rng: Rng,
    place: tuple[float, float, float],
    toward: tuple[float, float, float],
    half_mm: tuple[float, float],
    power: float,
) -> dict[str, Any]:
    turned = mi.ScalarTransform4f().look_at(origin=list(place), target=list(toward), up=[0, 1, 0.1])
    return {
        "type": "rectangle",
        "to_world": turned @ mi.ScalarTransform4f().scale([*half_mm, 1]),
        "emitter": {"type": "area", "radiance": _rgb(power * rng.uniform(0.6, 1.4) * _white(rng))},
    }


def _white(rng: Rng) -> Array:
    return np.asarray(rng.uniform([0.95, 0.85, 0.7], [1.05, 1.0, 1.1]))


def _rgb(value: Array) -> dict[str, Any]:
    return {"type": "rgb", "value": [float(v) for v in value]}


def ground_shapes(ground: Ground, rng: Rng, texture_px: int = TEXTURE_PX) -> dict[str, Any]:
    """The table top with its front edge at y = 0, its front face, and the floor."""
    half, deep = ground.half_width_mm, ground.depth_mm
    surface = _surface(ground.top, (-half, 0.0), (half, deep), rng, texture_px)
    middle, low = deep / 2, -ground.thickness_mm / 2
    front = (
        mi.ScalarTransform4f()
        .translate([0, 0, low])
        .rotate([1, 0, 0], 90)
        .scale([half, ground.thickness_mm / 2, 1])
    )
    colours = ground.floor.colours(*_grid((-2000, -2000), (2000, 2000), 64))
    floor = np.clip(colours.mean((0, 1)), 0, 1)
    return {
        "top": {
            "type": "rectangle",
            "to_world": mi.ScalarTransform4f().translate([0, middle, 0]).scale([half, middle, 1]),
            "bsdf": surface,
        },
        "front": {"type": "rectangle", "to_world": front, "bsdf": surface},
        "floor": {
            "type": "rectangle",
            "to_world": mi.ScalarTransform4f().translate([0, 0, FLOOR_MM]).scale(6000),
            "bsdf": _two_sided({"type": "diffuse", "reflectance": _rgb(floor[::-1])}),
        },
    }


def _grid(
    low: tuple[float, float], high: tuple[float, float], count: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    x, y = np.meshgrid(np.linspace(low[0], high[0], count), np.linspace(low[1], high[1], count))
    return x.astype(np.float32), y.astype(np.float32)


def _surface(
    surface: Surface,
    low: tuple[float, float],
    high: tuple[float, float],
    rng: Rng,
    texture_px: int,
) -> Bsdf:
    texture = bitmap(_linear(surface.colours(*_grid(low, high, texture_px))))
    if surface.gloss > 0:
        return _two_sided(_plastic(texture, 0.05 + 0.3 * surface.rough * rng.uniform(0.5, 1.2)))
    return _two_sided({"type": "diffuse", "reflectance": texture})


def _linear(bgr: NDArray[np.float32]) -> Array:
    return np.asarray(np.clip(bgr[..., ::-1], 0.01, 0.95), np.float64)


def _plastic(texture: dict[str, Any], alpha: float) -> Bsdf:
    return {"type": "roughplastic", "diffuse_reflectance": texture, "alpha": float(alpha)}


def _two_sided(bsdf: Bsdf) -> Bsdf:
    return {"type": "twosided", "bsdf": bsdf}


def _pieces(setup: Setup, rng: Rng, metals: tuple[str, ...]) -> dict[str, Any]:
    pieces = list(setup.pieces)
    if setup.board is not None:
        x, y, yaw = setup.board
        pieces.append(Piece("", make_board_sheet(), x, y, yaw))
    metal = str(rng.choice(metals))
    shapes: dict[str, Any] = {}
    for number, piece in enumerate(pieces):
        name = f"piece{number}"
        if isinstance(piece.body, Vessel):
            for k, (mesh, look) in enumerate(_vessel(piece, piece.body)):
                shapes[f"{name}_{k}"] = as_shape(mesh, look, f"{name}_{k}")
        else:
            mesh, look = _relief_mesh(piece, piece.body), _relief_look(piece.body, metal)
            shapes[name] = as_shape(mesh, look, name, _map_places(piece.body))
    return shapes


def _relief_mesh(piece: Piece, body: Relief) -> Mesh:
    """The height field where it lies: squares whose four corners belong to the thing."""
    solid = body.alpha > 0.5
    rows, columns = np.indices(solid.shape)
    flat = np.stack([body.left + columns * body.step, body.top - rows * body.step], -1)
    place = piece.placed().to_table(flat.reshape(-1, 2).astype(np.float64))
    vertices = np.column_stack([place, piece.z0 + body.height.ravel()])
    number = np.arange(solid.size).reshape(solid.shape)
    whole = solid[:-1, :-1] & solid[1:, :-1] & solid[:-1, 1:] & solid[1:, 1:]
    a, b = number[:-1, :-1][whole], number[:-1, 1:][whole]
    c, d = number[1:, 1:][whole], number[1:, :-1][whole]
    faces = np.concatenate([np.stack([a, c, b], -1), np.stack([a, d, c], -1)])
    return Mesh(vertices, faces.astype(np.int32))


def _map_places(body: Relief) -> Array:
    """Where each vertex of a relief's mesh lies in its maps: 0..1 from the first row, as the path
    tracer counts."""
    height, width = body.alpha.shape
    rows, columns = np.indices(body.alpha.shape)
    return np.stack([(columns + 0.5) / width, (rows + 0.5) / height], -1).reshape(-1, 2)


def _relief_look(body: Relief, metal: str) -> Bsdf:
    texture = bitmap(_linear(body.albedo))
    plain: Bsdf = (
        _plastic(texture, 0.04 + 0.3 * body.rough)
        if body.gloss > 0.3
        else {"type": "diffuse", "reflectance": texture}
    )
    share = float(body.metal[body.alpha > 0.5].mean())
    if share < 0.02:
        return _two_sided(plain)
    steel = {"type": "roughconductor", "material": metal, "alpha": 0.04 + 0.25 * float(body.rough)}
    if share > 0.98:
        return _two_sided(steel)
    weight = bitmap(np.repeat(np.asarray(body.metal[..., None], np.float64), 3, axis=2))
    return _two_sided({"type": "blendbsdf", "weight": weight, "one": plain, "two": steel})


def _vessel(piece: Piece, body: Vessel) -> list[tuple[Mesh, Bsdf]]:
    """A turned body where it stands: clear with a wall and a drink, or of one colour."""
    profile = body.profile + np.array([0.0, 0.15])
    inner = profile[body.profile[:, 1] >= body.bowl_mm][::-1].copy()
    inner[:, 0] = np.maximum(inner[:, 0] - WALL_MM, 0.3)
    closed = np.concatenate([[(0.0, profile[0, 1])], profile, inner, [(0.0, body.bowl_mm + 2)]])
    if body.albedo is not None:
        look = _two_sided(_plastic(_rgb(np.clip(body.albedo[::-1], 0.02, 0.9)), 0.1))
        return [(revolve(closed).moved(piece.x, piece.y), look)]
    parts: list[tuple[Mesh, Bsdf]] = [(revolve(closed), {"type": "dielectric", "int_ior": 1.5})]
    if body.drink is not None:
        level, colour, _ = body.drink
        top = float(np.interp(level, inner[::-1, 1], inner[::-1, 0])) - 0.6
        bottom = float(inner[-1, 0]) - 0.2
        liquid = drink(max(bottom, 1.0), max(top, 2.0), body.bowl_mm + 3, level)
        parts.append((liquid, _plastic(_rgb(np.clip(colour[::-1], 0.02, 0.9)), 0.05)))
    return [(mesh.moved(piece.x, piece.y), look) for mesh, look in parts]


def main() -> None:
    """Trace `--count` covers from `--seed` on; what is already there is kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=90_001)
    parser.add_argument("--width", type=int, default=1200)
    parser.add_argument("--samples", type=int, default=12)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    dr.set_thread_count(given.threads)
    for folder in ("images", "labels", "truth"):
        (given.out / folder).mkdir(parents=True, exist_ok=True)
    for seed in range(given.seed, given.seed + given.count):
        name = f"cover_{seed}"
        if (given.out / "truth" / f"{name}.json").exists():
            continue
        scene = trace(held_out_setup(seed, given.width), seed, given.samples)
        cv2.imwrite(
            str(given.out / "images" / f"{name}.jpg"), scene.image, [cv2.IMWRITE_JPEG_QUALITY, 93]
        )
        (given.out / "labels" / f"{name}.txt").write_text("\n".join(label_lines(scene)) + "\n")
        (given.out / "truth" / f"{name}.json").write_text(json.dumps(scene.truth))


if __name__ == "__main__":
    main()
