"""Room: scenarios. The pictures of construction/ppe_check."""

from scenarios.pictures.canvas import (
    DARK,
    MID_TEAL,
    ORANGE,
    PALE_TEAL,
    SAND,
    TEAL,
    Canvas,
)
from scenarios.pictures.things import head, helmet, site, torso, vest, worker


def cover() -> Canvas:
    """Draw a worker with helmet and vest in front of a building site."""
    canvas = Canvas(TEAL)
    site(canvas)
    worker(canvas, (480, 330), 1.5)
    return canvas


def dress() -> Canvas:
    """Draw helmet and vest on their way to a worker without them."""
    canvas = Canvas(SAND)
    canvas.circle((640, 400), 300, PALE_TEAL)
    torso(canvas, (640, 450), 300, 420, MID_TEAL)
    head(canvas, (640, 330), 100)
    canvas.pie((640, 306), 90, 92, (180, 360), DARK)
    helmet(canvas, (640, 120), 96)
    canvas.arrow((640, 146), (640, 204), DARK, 12)
    canvas.circle((170, 440), 150, PALE_TEAL)
    vest(canvas, (170, 330), 210, 224)
    canvas.arrow((330, 440), (450, 440), DARK, 18)
    return canvas


def show() -> Canvas:
    """Draw a worker in the middle of the camera's frame."""
    canvas = Canvas(SAND)
    canvas.box((110, 60), (850, 660), 34, PALE_TEAL)
    worker(canvas, (480, 290), 0.86)
    canvas.box((0, 660), (960, 720), 0, SAND)
    for x, dx in ((150, 1), (810, -1)):
        for y, dy in ((100, 1), (620, -1)):
            canvas.line([(x + dx * 90, y), (x, y), (x, y + dy * 90)], 14, ORANGE)
    canvas.tick((730, 180), 44)
    return canvas
