"""Room: scenarios. The pictures of construction/tile_floor."""

from scenarios.pictures.canvas import (
    GREEN,
    ORANGE,
    PALE_ORANGE,
    PALE_TEAL,
    SAND,
    SKIN,
    STEEL,
    STEEL_EDGE,
    WOOD_EDGE,
    Canvas,
    Point,
)
from scenarios.pictures.masonry import (
    MORTAR,
    TILE,
    TILE_LIGHT,
    board,
    bucket,
    clock,
    corners,
    joint_close,
    tile,
    tiles,
)
from scenarios.pictures.things import camera, helmet, vest, worker

FLOOR = "#CBBFA9"


def cover() -> Canvas:
    """Draw a floor being laid: the last tile on its way."""
    canvas = Canvas(FLOOR)
    tiles(canvas, (10, 20), 180, 10, rows=3, columns=5)
    canvas.box((390, 400), (570, 580), 0, MORTAR)
    for y in range(412, 580, 18):
        canvas.line([(398, y), (562, y)], 6, "#BDB29C")
    canvas.box((386, 452), (582, 640), 6, "#6F8E96")
    tile(canvas, (390, 444), 180)
    for side, x in ((-1, 390), (1, 570)):
        canvas.line([(x + side * 96, 760), (x + side * 14, 600)], 66, ORANGE)
        canvas.line([(x + side * 34, 640), (x + side * 22, 616)], 70, SAND)
        canvas.line([(x + side * 12, 590), (x - side * 6, 548)], 46, SKIN)
        canvas.line([(x - side * 2, 560), (x - side * 26, 534)], 20, SKIN)
    return canvas


def prepare() -> Canvas:
    """Draw what lies ready: tiles, adhesive, the notched trowel, and the board flat."""
    canvas = Canvas(SAND)
    for x in (170, 480, 790):
        canvas.circle((x, 320), 142, PALE_TEAL)
        canvas.tick((x, 530), 44)
    for n in range(3):
        canvas.box(
            (92 + 8 * n, 268 - 22 * n), (212 + 8 * n, 286 - 22 * n), 4, (TILE, TILE_LIGHT)[n % 2]
        )
    bucket(canvas, (180, 372), 50)
    _notched_trowel(canvas, (480, 290))
    _spacer(canvas, (440, 404), 26)
    _spacer(canvas, (520, 404), 26)
    board(canvas, (738, 246), 106, foot=False)
    return canvas


def lay() -> Canvas:
    """Draw nine tiles from above with their joint, a square in the corner, and a clock."""
    canvas = Canvas(FLOOR)
    tiles(canvas, (60, 60), 190, 14)
    _square(canvas, (60, 670), 190)
    joint_close(canvas, (652, 461), (808, 580), "3 mm", (TILE, TILE_LIGHT))
    clock(canvas, (800, 130), 96, 30)
    for x in (736, 888):
        canvas.circle((x, 334), 70, SAND)
    helmet(canvas, (736, 350), 48)
    vest(canvas, (888, 290), 82, 90)
    return canvas


def show() -> Canvas:
    """Draw the camera above floor and board, and the worker who stepped aside."""
    canvas = Canvas(SAND)
    canvas.box((0, 330), (960, 720), 0, FLOOR)
    canvas.polygon([(300, 150), (60, 660), (590, 660)], PALE_ORANGE)
    canvas.line([(40, 680), (40, 90), (300, 90)], 16, STEEL_EDGE)
    camera(canvas, (300, 110), 44)
    tiles(canvas, (96, 370), 84, 6)
    board(canvas, (420, 410), 110, foot=False)
    corners(canvas, (66, 340), (580, 680))
    worker(canvas, (822, 330), 0.76)
    canvas.tick((906, 196), 40, GREEN)
    canvas.arrow((600, 640), (690, 640), width=16)
    return canvas


def _notched_trowel(canvas: Canvas, centre: Point) -> None:
    """Draw the trowel that combs the adhesive."""
    x, y = centre
    canvas.box((x - 96, y - 36), (x + 96, y + 30), 4, STEEL)
    for n in range(10):
        canvas.box((x - 92 + n * 20, y + 26), (x - 82 + n * 20, y + 44), 0, STEEL)
    canvas.line(
        [(x - 50, y - 40), (x - 50, y - 66), (x + 50, y - 66), (x + 50, y - 40)], 10, STEEL_EDGE
    )
    canvas.line([(x - 44, y - 70), (x + 44, y - 70)], 24, WOOD_EDGE)


def _spacer(canvas: Canvas, centre: Point, size: float) -> None:
    """Draw a cross that keeps joints even."""
    x, y = centre
    canvas.box((x - size, y - size * 0.24), (x + size, y + size * 0.24), 3, ORANGE)
    canvas.box((x - size * 0.24, y - size), (x + size * 0.24, y + size), 3, ORANGE)


def _square(canvas: Canvas, corner: Point, size: float) -> None:
    """Draw the mark of a right angle at the floor's near corner."""
    x, y = corner
    side = size * 0.3
    canvas.line([(x + side, y), (x + side, y - side), (x, y - side)], 8, ORANGE)
    canvas.line([(x, y - side * 2.4), (x, y), (x + side * 2.4, y)], 8, ORANGE)
