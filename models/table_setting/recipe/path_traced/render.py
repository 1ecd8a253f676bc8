"""Writes path-traced pictures with their labels: `python -m …path_traced.render --out DIR`.

Needs `mitsuba` and `oidn` (the `trace` extra) and LLVM 15 or newer other than Debian 12's own.
"""

import argparse
import json
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import drjit as dr
import mitsuba as mi
import numpy as np
from numpy.typing import NDArray

if not mi.variant():
    mi.set_variant("llvm_ad_rgb")

from models.table_setting.recipe.path_traced.layout import clutter, cover
from models.table_setting.recipe.path_traced.scene import (
    CLASSES,
    Array,
    Piece,
    Rng,
    bitmap,
    cloth,
    colour,
    glossy,
    matte,
    wood,
)

SIZE_PX, SAMPLES = 384, 24


def camera(rng: Rng, size: int) -> tuple[dict[str, Any], Array]:
    """Return a camera above the table and its 3×4 projection (mm → px)."""
    height, tilt, spin = (
        rng.uniform(750, 1500),
        np.radians(rng.uniform(2, 38)),
        np.radians(rng.uniform(-25, 25)),
    )
    reach = rng.uniform(620, 950)  # mm seen across
    direction = np.array([np.sin(tilt) * np.sin(spin), -np.sin(tilt) * np.cos(spin), np.cos(tilt)])
    target = np.array([rng.normal(0, 50), rng.normal(30, 50), 0])
    eye = target + direction * height
    fov = np.degrees(2 * np.arctan(reach / 2 / height))
    up = np.array([np.sin(rng.normal(0, 0.25)), 1, 0.2])
    z = (target - eye) / np.linalg.norm(target - eye)
    x = np.cross(z, up)
    x /= np.linalg.norm(x)
    rotation = np.stack([x, np.cross(z, x), z])
    f = size / 2 / np.tan(np.radians(fov) / 2)
    intrinsic = np.array([[f, 0, size / 2], [0, f, size / 2], [0, 0, 1]])
    sensor = {
        "type": "perspective",
        "fov": float(fov),
        "to_world": mi.ScalarTransform4f().look_at(
            origin=[float(v) for v in eye],
            target=[float(v) for v in target],
            up=[float(v) for v in up],
        ),
        "film": {"type": "hdrfilm", "width": size, "height": size, "rfilter": {"type": "box"}},
        "sampler": {"type": "independent"},
    }
    return sensor, intrinsic @ np.hstack([rotation, (-rotation @ eye)[:, None]])


def lights(rng: Rng) -> dict[str, Any]:
    """Return a room: dim surroundings with bright rectangles (windows, lamps)."""
    ambient = rng.uniform(0.1, 0.7)
    room: dict[str, Any] = {
        "ambient": {
            "type": "constant",
            "radiance": {
                "type": "rgb",
                "value": [float(ambient * v) for v in rng.uniform(0.8, 1.1, 3)],
            },
        }
    }
    for k in range(int(rng.integers(1, 4))):
        angle, distance, high = (
            rng.uniform(0, 2 * np.pi),
            rng.uniform(200, 2200),
            rng.uniform(1400, 2600),
        )
        place = [float(distance * np.cos(angle)), float(distance * np.sin(angle)), float(high)]
        size = rng.uniform(80, 800)
        power = rng.uniform(0.6, 2.2) * 2.4e6 / size**2 * (high / 1800) ** 2
        room[f"lamp{k}"] = {
            "type": "rectangle",
            "to_world": mi.ScalarTransform4f().look_at(
                origin=place, target=[0, 0, 0], up=[1, 0.1, 0]
            )
            @ mi.ScalarTransform4f().scale(float(size)),
            "emitter": {
                "type": "area",
                "radiance": {
                    "type": "rgb",
                    "value": [
                        float(power * v) for v in rng.uniform([0.9, 0.8, 0.65], [1.05, 1.0, 1.1])
                    ],
                },
            },
        }
    return room


def table(rng: Rng) -> tuple[dict[str, Any], Array | None]:
    """Return the table top and, in a third of the scenes, its front edge (two points, mm)."""
    if rng.random() < 0.5:
        surface = glossy(rng, bitmap(wood(rng), 1))
    else:
        surface = matte(rng, bitmap(cloth(rng), 1) if rng.random() < 0.7 else colour(rng))
    turn = float(rng.normal(0, 8))
    if rng.random() < 0.65:
        place = (
            mi.ScalarTransform4f()
            .rotate([0, 0, 1], float(rng.uniform(0, 360)))
            .scale(float(rng.uniform(900, 1800)))
        )
        return {"table": {"type": "rectangle", "to_world": place, "bsdf": surface}}, None
    front, half = -float(rng.uniform(150, 260)), 1300.0
    place = (
        mi.ScalarTransform4f().rotate([0, 0, 1], turn).translate([0, front + half, 0]).scale(half)
    )
    floor = mi.ScalarTransform4f().translate([0, 0, -740]).scale(6000)
    a = np.radians(turn)
    spin = np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]])
    edge = np.array([[-half, front], [half, front]]) @ spin.T
    return {
        "table": {"type": "rectangle", "to_world": place, "bsdf": surface},
        "floor": {"type": "rectangle", "to_world": floor, "bsdf": matte(rng)},
    }, np.hstack([edge, np.zeros((2, 1))])


def as_shape(mesh: Any, bsdf: dict[str, Any], name: str, uv: Array | None = None) -> Any:
    """Return a Mitsuba mesh with texture coordinates `uv` (N, 2), or over its bounding box."""
    shape = mi.Mesh(
        name,
        len(mesh.vertices),
        len(mesh.faces),
        has_vertex_texcoords=True,
        props=_properties(bsdf),
    )
    if uv is None:
        low, span = mesh.vertices[:, :2].min(0), np.ptp(mesh.vertices[:, :2], axis=0) + 1e-6
        uv = (mesh.vertices[:, :2] - low) / span
    parameters = mi.traverse(shape)
    parameters["vertex_positions"] = mesh.vertices.astype(np.float32).ravel()
    parameters["faces"] = mesh.faces.astype(np.uint32).ravel()
    parameters["vertex_texcoords"] = uv.astype(np.float32).ravel()
    parameters.update()
    return shape


def _properties(bsdf: dict[str, Any]) -> Any:
    properties = mi.Properties()
    properties["mesh_bsdf"] = mi.load_dict(bsdf)
    return properties


def project(matrix: Array, points: Array) -> Array:
    """Return pixels (N, 2) of points in mm (N, 3)."""
    homogeneous = np.hstack([points, np.ones((len(points), 1))]) @ matrix.T
    return np.asarray(homogeneous[:, :2] / homogeneous[:, 2:])


def silhouette(piece: Piece, matrix: Array, size: int) -> list[list[float]] | None:
    """Return the outline (px) of the whole piece, hidden parts too; None when outside."""
    scale, margin = 4, size
    mask = np.zeros(((size + 2 * margin) * 2,) * 2, np.uint8)
    for mesh, _ in piece.parts:
        pixels = ((project(matrix, mesh.vertices) + margin) * 2 * 2**scale).round().astype(np.int32)
        for triangle in pixels[mesh.faces]:
            cv2.fillConvexPoly(mask, triangle, 255, shift=scale)
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_TC89_KCOS)
    if not contours:
        return None
    outline = max(contours, key=cv2.contourArea).reshape(-1, 2) / 2 - margin
    inside = np.all((outline >= 0) & (outline < size), axis=1).mean()
    return [[round(float(x), 2), round(float(y), 2)] for x, y in outline] if inside > 0.35 else None


def finish(linear: NDArray[np.float32], rng: Rng) -> NDArray[np.uint8]:
    """Return the picture as a camera would give it: exposed, tone-mapped, 8 bits, BGR."""
    key = np.percentile(linear, 93) + 1e-4
    exposed = linear * (rng.uniform(0.4, 0.95) / key) * rng.uniform(0.93, 1.07, 3)
    srgb = np.clip(exposed, 0, 1) ** (1 / 2.2)
    return np.asarray((srgb[..., ::-1] * 255).round().clip(0, 255), np.uint8)


def render_one(seed: int, size: int, samples: int) -> tuple[NDArray[np.uint8], dict[str, Any]]:
    """Return one picture (BGR) and its labels: outlines and points in px, the edge where seen."""
    rng = np.random.default_rng(seed)
    sensor, matrix = camera(rng, size)
    top, edge = table(rng)
    turn = float(rng.choice([0, 0, 0, 180, 90, -90]) + rng.normal(0, 6)) if edge is None else 0.0
    pieces = [piece.moved(0, 0, 0, turn) for piece in cover(rng)]
    things = [piece.moved(0, 0, 0, turn) for piece in clutter(rng)]
    shapes = {
        f"m{i}_{k}": as_shape(mesh, bsdf, f"m{i}_{k}")
        for i, piece in enumerate(pieces + things)
        for k, (mesh, bsdf) in enumerate(piece.parts)
    }
    scene = mi.load_dict(
        {
            "type": "scene",
            "integrator": {"type": "path", "max_depth": 10},
            **lights(rng),
            **top,
            **shapes,
        }
    )
    picture = np.array(
        mi.render(scene, sensor=mi.load_dict(sensor), spp=samples, seed=seed % 2**31)
    )[..., :3]
    labels = []
    for piece in pieces:
        outline = silhouette(piece, matrix, size)
        if outline is not None:
            points = {
                key: project(matrix, p[None])[0].round(2).tolist()
                for key, p in piece.points.items()
            }
            labels.append({"name": piece.name, "outline": outline, "points": points})
    line = None if edge is None else project(matrix, edge).round(2).tolist()
    return finish(denoise(np.minimum(picture, 8)), rng), {
        "size": size,
        "pieces": labels,
        "edge": line,
        "classes": CLASSES,
    }


@cache
def _denoiser() -> Any:
    """The denoiser's device: once a process, for making it costs as much as a picture."""
    import oidn

    device = oidn.NewDevice()
    oidn.CommitDevice(device)
    return device


def denoise(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the picture without the grain that few samples leave."""
    import oidn

    device = _denoiser()
    # This binding cannot say "hdr": compress x → x/(1+x), denoise, expand again.
    source = np.ascontiguousarray(np.nan_to_num(picture / (1 + picture)), np.float32)
    result = np.zeros_like(source)
    task = oidn.NewFilter(device, "RT")
    oidn.SetSharedFilterImage(
        task, "color", source, oidn.FORMAT_FLOAT3, source.shape[1], source.shape[0]
    )
    oidn.SetSharedFilterImage(
        task, "output", result, oidn.FORMAT_FLOAT3, source.shape[1], source.shape[0]
    )
    oidn.CommitFilter(task)
    oidn.ExecuteFilter(task)
    oidn.ReleaseFilter(task)
    held = np.clip(result, 0, 0.995)
    return np.asarray(held / (1 - held), np.float32)


def write(folder: Path, seed: int, size: int = SIZE_PX, samples: int = SAMPLES) -> None:
    """Render a table unless it is there already."""
    name = folder / f"traced_{seed:06d}"
    if name.with_suffix(".json").exists():
        return
    image, labels = render_one(seed, size, samples)
    cv2.imwrite(str(name.with_suffix(".png")), image)
    name.with_suffix(".json").write_text(json.dumps(labels))


def main() -> None:
    """Render `--count` pictures from `--seed` on; what is already there is kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", type=int, default=SIZE_PX)
    parser.add_argument("--samples", type=int, default=SAMPLES)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    dr.set_thread_count(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    for seed in range(options.seed, options.seed + options.count):
        write(options.out, seed, options.size, options.samples)


if __name__ == "__main__":
    main()
