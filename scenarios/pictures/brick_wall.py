"""Room: scenarios. The pictures of construction/brick_wall."""

from scenarios.pictures.canvas import (
    GREEN,
    PALE_ORANGE,
    PALE_TEAL,
    SAND,
    TEAL,
    Canvas,
)
from scenarios.pictures.masonry import (
    BRICK,
    BRICK_LIGHT,
    board,
    bucket,
    camera_from_behind,
    clock,
    corners,
    joint_close,
    plumb_line,
    sign,
    spirit_level,
    string_line,
    trowel,
    wall,
)
from scenarios.pictures.things import helmet, site, vest, worker


def cover() -> Canvas:
    """Draw a worker with helmet and vest behind a brick wall."""
    canvas = Canvas(TEAL)
    site(canvas)
    worker(canvas, (480, 230), 1.15)
    wall(canvas, (-60, 720), (262, 76), 12, 3)
    return canvas


def prepare() -> Canvas:
    """Draw what lies ready: bricks and mortar, the tools, the board set plumb."""
    canvas = Canvas(SAND)
    for x in (170, 480, 790):
        canvas.circle((x, 320), 142, PALE_TEAL)
        canvas.tick((x, 530), 44)
    wall(canvas, (72, 308), (92, 36), 8, 2, bricks=2)
    bucket(canvas, (176, 376), 50)
    spirit_level(canvas, (480, 262), 210)
    trowel(canvas, (470, 370), 90)
    board(canvas, (750, 222), 100)
    plumb_line(canvas, (716, 212), 150)
    return canvas


def build() -> Canvas:
    """Draw the wall with its five courses and its distances, and a clock."""
    canvas = Canvas(SAND)
    canvas.box((0, 650), (960, 720), 0, PALE_TEAL)
    wall(canvas, (60, 650), (122, 58), 16, 5, bricks=4)
    string_line(canvas, (44, 294), (612, 294))
    spirit_level(canvas, (330, 262), 220)
    canvas.span((640, 592), (640, 296))
    sign(canvas, (738, 420), "30 cm", 150)
    joint_close(canvas, (590, 576), (828, 586), "10 mm", (BRICK, BRICK_LIGHT))
    clock(canvas, (116, 116), 92, 40)
    for x in (640, 836):
        canvas.circle((x, 120), 92, PALE_TEAL)
    helmet(canvas, (640, 142), 62)
    vest(canvas, (836, 62), 112, 120)
    return canvas


def show() -> Canvas:
    """Draw wall and board inside the camera's picture, and the worker who stepped aside."""
    canvas = Canvas(SAND)
    canvas.box((0, 470), (960, 720), 0, PALE_TEAL)
    canvas.polygon([(330, 620), (70, 490), (600, 490)], PALE_ORANGE)
    wall(canvas, (90, 480), (82, 42), 8, 5, bricks=4)
    board(canvas, (480, 326), 92)
    corners(canvas, (48, 150), (622, 512))
    camera_from_behind(canvas, (330, 600), 64)
    worker(canvas, (822, 330), 0.76)
    canvas.tick((906, 196), 40, GREEN)
    canvas.arrow((600, 640), (690, 640), width=16)
    return canvas
