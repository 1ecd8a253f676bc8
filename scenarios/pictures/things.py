"""Room: scenarios. Things that stand in several pictures: tableware from above, people, cameras."""

from scenarios.pictures.canvas import (
    DARK,
    MID_TEAL,
    ORANGE,
    PALE_TEAL,
    SAND,
    SKIN,
    SKIN_SHADE,
    STEEL,
    STEEL_EDGE,
    TEAL,
    WHITE,
    Canvas,
    Point,
)


def plate(canvas: Canvas, centre: Point, radius: float) -> None:
    """Draw a plate from above."""
    x, y = centre
    canvas.circle((x + radius * 0.03, y + radius * 0.05), radius, STEEL)
    canvas.circle(centre, radius, WHITE)
    canvas.ring(centre, radius * 0.96, radius * 0.025, TEAL)
    canvas.circle(centre, radius * 0.68, "#EEF2F2")
    canvas.circle(centre, radius * 0.65, WHITE)


def fork(canvas: Canvas, x: float, top: float, length: float) -> None:
    """Draw a fork from above, its prongs up."""
    w = length * 0.055
    for offset in (-1.35, -0.45, 0.45, 1.35):
        prong = x + offset * w
        canvas.line([(prong, top + 5), (prong, top + length * 0.24)], w * 0.55, STEEL)
    canvas.box((x - 1.65 * w, top + length * 0.2), (x + 1.65 * w, top + length * 0.34), w, STEEL)
    canvas.line([(x, top + length * 0.32), (x, top + length * 0.7)], w * 0.8, STEEL)
    _handle(canvas, x, top, length, w)


def knife(canvas: Canvas, x: float, top: float, length: float) -> None:
    """Draw a knife from above, its blade to the left."""
    w = length * 0.055
    canvas.box((x - 1.1 * w, top), (x + 0.9 * w, top + length * 0.6), w, STEEL)
    canvas.box((x - 1.1 * w, top + w), (x - 0.5 * w, top + length * 0.53), w * 0.3, PALE_TEAL)
    _handle(canvas, x, top, length, w)


def spoon(canvas: Canvas, x: float, top: float, length: float) -> None:
    """Draw a spoon from above, its bowl up."""
    w = length * 0.055
    bowl = (x, top + length * 0.16)
    canvas.ellipse(bowl, 2.1 * w, length * 0.16, STEEL)
    canvas.ellipse((x - 0.2 * w, bowl[1]), 1.5 * w, length * 0.125, PALE_TEAL)
    canvas.line([(x, top + length * 0.3), (x, top + length * 0.7)], w * 0.8, STEEL)
    _handle(canvas, x, top, length, w)


def _handle(canvas: Canvas, x: float, top: float, length: float, w: float) -> None:
    """Draw the handle that all cutlery shares."""
    canvas.box((x - w, top + length * 0.55), (x + w, top + length), w, STEEL_EDGE)
    canvas.box((x - w * 0.5, top + length * 0.6), (x, top + length * 0.97), w * 0.25, STEEL)


def glass_above(canvas: Canvas, centre: Point, radius: float) -> None:
    """Draw a glass from above."""
    canvas.circle(centre, radius, STEEL)
    canvas.circle(centre, radius * 0.9, "#E3EEEF")
    canvas.ring(centre, radius * 0.62, radius * 0.07, STEEL)
    canvas.pie(centre, radius * 0.8, radius * 0.8, (200, 250), WHITE)
    canvas.circle(centre, radius * 0.5, PALE_TEAL)


def napkin(canvas: Canvas, corner: Point, opposite: Point) -> None:
    """Draw a folded napkin from above."""
    canvas.box(corner, opposite, 6, ORANGE)
    fold = corner[0] + (opposite[0] - corner[0]) * 0.5
    canvas.line([(fold, corner[1] + 10), (fold, opposite[1] - 10)], 3, "#F19A63")


def camera(canvas: Canvas, centre: Point, size: float) -> None:
    """Draw a camera that looks down."""
    x, y = centre
    canvas.box((x - size, y - size * 0.6), (x + size, y + size * 0.5), size * 0.18, DARK)
    canvas.box((x - size * 0.42, y + size * 0.45), (x + size * 0.42, y + size * 0.85), 4, MID_TEAL)
    canvas.circle((x + size * 0.68, y - size * 0.3), size * 0.1, ORANGE)


def helmet(canvas: Canvas, centre: Point, size: float) -> None:
    """Draw a safety helmet from the front; `centre` is the middle of its brim."""
    x, y = centre
    canvas.pie((x, y), size, size * 1.05, (180, 360), ORANGE)
    canvas.box((x - size * 0.17, y - size * 1.14), (x + size * 0.17, y), size * 0.12, "#F08A4B")
    canvas.box((x - size * 1.22, y - size * 0.14), (x + size * 1.22, y + size * 0.1), 10, "#C4520C")


def head(canvas: Canvas, centre: Point, radius: float) -> None:
    """Draw a friendly face with its neck."""
    x, y = centre
    neck = radius * 0.42
    canvas.box((x - neck, y + radius * 0.5), (x + neck, y + radius * 1.7), neck * 0.5, SKIN_SHADE)
    canvas.ellipse(centre, radius * 0.86, radius, SKIN)
    for side in (-1, 1):
        canvas.circle((x + side * radius * 0.32, y - radius * 0.02), radius * 0.085, DARK)
    smile = [(-0.3, 0.42), (-0.15, 0.52), (0.0, 0.55), (0.15, 0.52), (0.3, 0.42)]
    canvas.line([(x + dx * radius, y + dy * radius) for dx, dy in smile], radius * 0.07, DARK)


def torso(canvas: Canvas, top: Point, width: float, height: float, colour: str = TEAL) -> None:
    """Draw shoulders, arms and chest; `top` is the middle of the shoulders."""
    x, y = top
    half = width / 2
    arm = width * 0.2
    for side in (-1, 1):
        shoulder = (x + side * (half - arm * 0.5), y + arm * 0.5)
        hand = (x + side * half * 1.06, y + height * 0.92)
        canvas.line([shoulder, hand], arm, colour)
        canvas.circle((hand[0], hand[1] + arm * 0.55), arm * 0.42, SKIN)
    canvas.box((x - half, y), (x + half, y + width * 0.6), arm * 0.5, colour)
    canvas.box((x - half * 0.72, y), (x + half * 0.72, y + height), width * 0.06, colour)


def vest(canvas: Canvas, top: Point, width: float, height: float) -> None:
    """Draw a reflective vest from the front; `top` is the middle of its shoulders."""
    x, y = top
    half = width / 2
    for side in (-1, 1):
        panel = [
            (x + side * half * 0.3, y),
            (x + side * half * 0.86, y + height * 0.06),
            (x + side * half * 0.72, y + height * 0.36),
            (x + side * half * 0.78, y + height),
            (x + side * 3, y + height),
            (x + side * 3, y + height * 0.42),
        ]
        canvas.polygon(panel, ORANGE)
        stripe = [
            (x + side * half * 0.42, y + height * 0.01),
            (x + side * half * 0.62, y + height * 0.035),
            (x + side * half * 0.5, y + height * 0.58),
            (x + side * half * 0.32, y + height * 0.58),
        ]
        canvas.polygon(stripe, SAND)
        for band in (0.58, 0.8):
            ends = sorted((x + side * 3, x + side * half * 0.77))
            corner, opposite = (ends[0], y + height * band), (ends[1], y + height * (band + 0.11))
            canvas.box(corner, opposite, 0, SAND)


def worker(canvas: Canvas, face: Point, scale: float) -> None:
    """Draw a worker down to the hips; `face` is the middle of the head."""
    x, y = face
    shoulders = (x, y + 128 * scale)
    torso(canvas, shoulders, 300 * scale, 330 * scale, MID_TEAL)
    vest(canvas, shoulders, 300 * scale, 310 * scale)
    head(canvas, face, 100 * scale)
    helmet(canvas, (x, y - 34 * scale), 98 * scale)


def site(canvas: Canvas) -> None:
    """Draw the frame of a building and a crane, far away."""
    colour = "#1C5A6B"
    for x in (60, 200, 340):
        canvas.box((x - 9, 300), (x + 9, 720), 0, colour)
    for y in (300, 430, 560):
        canvas.box((40, y - 9), (360, y + 9), 0, colour)
    canvas.box((806, 120), (830, 720), 0, colour)
    canvas.box((600, 120), (930, 140), 0, colour)
    canvas.line([(818, 60), (620, 122)], 6, colour)
    canvas.line([(818, 60), (920, 122)], 6, colour)
    canvas.line([(880, 140), (880, 270)], 5, colour)
    canvas.box((856, 268), (904, 304), 4, colour)
    canvas.circle((130, 130), 62, ORANGE)
