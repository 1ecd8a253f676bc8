"""Room: scenarios. People in the packs' pictures: how they look, and how they feel."""

from dataclasses import dataclass
from typing import Literal

from scenarios.pictures.canvas import DARK, MID_TEAL, ORANGE, WHITE, Canvas, Point

Mood = Literal["calm", "pleased", "upset"]

MOUTHS: dict[str, list[Point]] = {
    "calm": [(-0.26, 0.47), (0.0, 0.49), (0.26, 0.47)],
    "pleased": [(-0.34, 0.38), (-0.17, 0.53), (0.0, 0.57), (0.17, 0.53), (0.34, 0.38)],
    "upset": [(-0.28, 0.57), (-0.14, 0.47), (0.0, 0.44), (0.14, 0.47), (0.28, 0.57)],
}
BROWS: dict[str, tuple[Point, Point]] = {
    "calm": ((0.18, -0.26), (0.46, -0.28)),
    "pleased": ((0.18, -0.32), (0.46, -0.36)),
    "upset": ((0.14, -0.16), (0.46, -0.32)),
}


@dataclass(frozen=True)
class Look:
    """What makes a person another one."""

    skin: str = "#B97A50"
    shade: str = "#9C6340"
    hair: str = DARK
    style: Literal["short", "long", "bun", "bald", "curly"] = "short"
    clothes: str = MID_TEAL
    collar: str = WHITE
    glasses: bool = False


def person(
    canvas: Canvas,
    face: Point,
    scale: float,
    look: Look,
    mood: Mood = "calm",
    *,
    height: float = 330,
    arms: bool = True,
) -> None:
    """Draw somebody from the front; `face` is the middle of the head, 100 × scale high."""
    x, y = face
    r = 100 * scale
    if look.style in ("long", "bun"):
        _hair_behind(canvas, face, r, look)
    _body(canvas, (x, y + 1.28 * r), r, look, height * scale, arms)
    neck = r * 0.38
    canvas.box((x - neck, y + r * 0.5), (x + neck, y + r * 1.55), neck * 0.6, look.shade)
    canvas.ellipse(face, r * 0.84, r, look.skin)
    for side in (-1, 1):
        canvas.circle((x + side * r * 0.84, y + r * 0.06), r * 0.14, look.skin)
    _hair(canvas, face, r, look)
    for side in (-1, 1):
        canvas.circle((x + side * r * 0.31, y + r * 0.02), r * 0.085, DARK)
        inner, outer = BROWS[mood]
        brow = [(x + side * inner[0] * r, y + inner[1] * r), (x + side * outer[0] * r,
                                                               y + outer[1] * r)]  # fmt: skip
        canvas.line(brow, r * 0.065, look.hair if look.style != "bald" else DARK)
    canvas.line([(x + dx * r, y + dy * r) for dx, dy in MOUTHS[mood]], r * 0.07, "#5A2A1E")
    if look.glasses:
        for side in (-1, 1):
            canvas.ring((x + side * r * 0.31, y + r * 0.02), r * 0.23, r * 0.045, DARK)
        canvas.line([(x - r * 0.1, y), (x + r * 0.1, y)], r * 0.045, DARK)


def _body(canvas: Canvas, top: Point, r: float, look: Look, height: float, arms: bool) -> None:
    x, y = top
    half = 1.5 * r
    if arms:
        for side in (-1, 1):
            shoulder = (x + side * half * 0.84, y + r * 0.36)
            hand = (x + side * half * 1.0, y + height * 0.94)
            canvas.line([shoulder, hand], r * 0.5, look.clothes)
            canvas.circle((hand[0], hand[1] + r * 0.28), r * 0.22, look.skin)
    canvas.box((x - half, y), (x + half, y + r * 1.6), r * 0.6, look.clothes)
    canvas.box((x - half * 0.76, y + r * 0.3), (x + half * 0.76, y + height), r * 0.12,
               look.clothes)  # fmt: skip
    canvas.polygon([(x - r * 0.44, y), (x + r * 0.44, y), (x, y + r * 0.6)], look.collar)
    canvas.polygon([(x - r * 0.3, y - r * 0.02), (x + r * 0.3, y - r * 0.02), (x, y + r * 0.42)],
                   look.shade)  # fmt: skip


def _hair_behind(canvas: Canvas, face: Point, r: float, look: Look) -> None:
    x, y = face
    if look.style == "long":
        canvas.box((x - r * 1.0, y - r * 0.5), (x + r * 1.0, y + r * 1.35), r * 0.5, look.hair)
        canvas.ellipse((x, y - r * 0.2), r * 1.0, r * 0.98, look.hair)
    else:
        canvas.circle((x, y - r * 1.12), r * 0.4, look.hair)
        canvas.ellipse((x, y - r * 0.12), r * 0.94, r * 1.0, look.hair)


def _hair(canvas: Canvas, face: Point, r: float, look: Look) -> None:
    x, y = face
    if look.style == "bald":
        for side in (-1, 1):
            canvas.ellipse((x + side * r * 0.82, y - r * 0.2), r * 0.1, r * 0.26, look.hair)
        return
    canvas.pie((x, y - r * 0.26), r * 0.88, r * 0.82, (180, 360), look.hair)
    if look.style == "curly":
        for dx in (-0.78, -0.46, -0.12, 0.22, 0.54, 0.8):
            canvas.circle((x + dx * r, y - r * (0.98 - abs(dx) * 0.55)), r * 0.3, look.hair)
    elif look.style == "short":
        canvas.polygon([(x - r * 0.86, y - r * 0.3), (x + r * 0.2, y - r * 0.3),
                        (x - r * 0.5, y - r * 0.08)], look.hair)  # fmt: skip
    else:
        canvas.polygon([(x - r * 0.86, y - r * 0.3), (x + r * 0.86, y - r * 0.3),
                        (x + r * 0.84, y - r * 0.05), (x + r * 0.1, y - r * 0.34),
                        (x - r * 0.84, y - r * 0.02)], look.hair)  # fmt: skip


CLERK = Look(hair="#2A1B14", style="bun", clothes="#7FB0AE", collar=WHITE)
SENORA = Look(hair="#6B4A33", style="long", clothes="#8C4A6B", glasses=True)
TRAVELLER = Look(skin="#8A5A3A", shade="#70462B", style="curly", clothes=ORANGE)
ELDER = Look(skin="#D3A27C", shade="#B98661", hair="#BFC7CB", style="short", clothes="#4A5A66")
"""People that come back in several pictures."""
