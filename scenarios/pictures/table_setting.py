"""Room: scenarios. The pictures of tourism/table_setting."""

from scenarios.pictures.canvas import (
    DARK,
    GREEN,
    MID_TEAL,
    ORANGE,
    PALE_ORANGE,
    PALE_TEAL,
    SAND,
    SKIN,
    STEEL,
    STEEL_EDGE,
    TEAL,
    WHITE,
    WOOD,
    WOOD_EDGE,
    Canvas,
    Film,
    Point,
)
from scenarios.pictures.things import (
    camera,
    fork,
    glass_above,
    head,
    knife,
    napkin,
    plate,
    spoon,
    torso,
)


def cover() -> Canvas:
    """Draw a laid cover from above, large."""
    canvas = Canvas(TEAL)
    _table(canvas, 640)
    _setting(canvas, (470, 440), 1.0)
    return canvas


def prepare(done: int = 3, drops: float = 0.0, shine: float = 1.0) -> Canvas:
    """Draw what to see to before: clean hands, clean pieces, the sheet flat on the table.

    `done` of the three are ticked; `drops` is how far the water has fallen, `shine` how clean.
    """
    canvas = Canvas(SAND)
    for number, x in enumerate((170, 480, 790)):
        canvas.circle((x, 330), 142, PALE_TEAL)
        if number < done:
            canvas.tick((x, 540), 44)
    _washing(canvas, (170, 330), drops)
    plate(canvas, (480, 330), 92)
    if shine > 0:
        _sparkle(canvas, (550, 250), 34 * shine)
        _sparkle(canvas, (418, 408), 22 * shine)
    _sheet(canvas, (790, 330), 78)
    return canvas


def preparing() -> Film:
    """Hands are washed, the pieces shine, the sheet lies flat: one after the other."""
    washing = [(prepare(0, drop / 4, 0.0), 140) for drop in range(4)] * 2
    shining = [(prepare(1, 0.0, shine), 160) for shine in (0.3, 0.6, 1.0, 0.6, 1.0)]
    return Film(
        [*washing, (prepare(1, 0.0, 0.0), 700), *shining, (prepare(2), 900), (prepare(3), 2000)]
    )


def lay() -> Canvas:
    """Draw the cover from above with its distances, and a clock."""
    canvas = Canvas(TEAL)
    _table(canvas, 650)
    _setting(canvas, (450, 458), 0.94)
    for x in (258, 450, 649):
        canvas.span((x, 622), (x, 648))
    _two_cm(canvas, (450, 688))
    canvas.span((614, 420), (634, 420))
    canvas.span((649, 298), (649, 326))
    _two_cm(canvas, (764, 300))
    _clock(canvas, (130, 140), 96)
    return canvas


def show(at: float = 790, stride: float = 0.0, *, looks: bool = True) -> Canvas:
    """Draw somebody who has stepped back from the table while the camera looks.

    At `at` stands the person, their feet `stride` apart while they walk.
    """
    canvas = Canvas(SAND)
    canvas.box((0, 640), (960, 720), 0, PALE_TEAL)
    if looks:
        canvas.polygon([(330, 150), (140, 430), (520, 430)], PALE_ORANGE)
    canvas.line([(70, 640), (70, 90), (330, 90)], 16, STEEL_EDGE)
    camera(canvas, (330, 110), 44)
    canvas.box((110, 430), (550, 456), 8, WOOD_EDGE)
    for x in (140, 520):
        canvas.box((x - 11, 452), (x + 11, 642), 4, WOOD_EDGE)
    canvas.box((235, 418), (385, 430), 6, WHITE)
    canvas.box((255, 410), (365, 420), 5, STEEL)
    for x in (200, 410, 428):
        canvas.box((x - 5, 422), (x + 5, 430), 2, STEEL_EDGE)
    _glass_upright(canvas, (462, 430), 74)
    _person(canvas, at, stride)
    if looks:
        canvas.tick((at + 96, 120), 34, GREEN)
        canvas.arrow((570, 560), (690, 560), ORANGE, 16)
    return canvas


def stepping_back() -> Film:
    """Somebody takes their hands off the table and steps back; then the camera looks."""
    walk = [(show(620 + 17 * step, (0, 26, 0, -26)[step % 4], looks=False), 110)
            for step in range(11)]  # fmt: skip
    stands = (show(790, looks=False), 500)
    return Film([(show(620, looks=False), 1100), *walk, stands, (show(), 2400)])


def _two_cm(canvas: Canvas, centre: Point) -> None:
    """Draw the sign that says how long an orange distance is."""
    x, y = centre
    canvas.box((x - 70, y - 25), (x + 70, y + 25), 20, ORANGE)
    canvas.label(centre, "2 cm", 34, WHITE)


def _table(canvas: Canvas, edge: float) -> None:
    """Draw a table from above down to its front edge."""
    canvas.box((-40, -40), (1000, edge + 14), 30, WOOD_EDGE)
    canvas.box((-40, -40), (1000, edge), 30, WOOD)
    for y in (110, 300, 500):
        canvas.line([(0, y), (960, y + 8)], 3, "#D2B082")


def _setting(canvas: Canvas, centre: Point, scale: float) -> None:
    """Draw the six pieces around a plate at `centre`."""
    x, y = centre
    radius = 172 * scale
    length = 300 * scale
    foot = y + radius
    napkin(canvas, (x - 380 * scale, foot - 250 * scale), (x - 245 * scale, foot))
    fork(canvas, x - 204 * scale, foot - length, length)
    plate(canvas, centre, radius)
    knife(canvas, x + 212 * scale, foot - length * 1.04, length * 1.04)
    spoon(canvas, x + 272 * scale, foot - length, length)
    glass_above(canvas, (x + 212 * scale, foot - length * 1.04 - 88 * scale), 56 * scale)


def _washing(canvas: Canvas, centre: Point, fallen: float) -> None:
    """Draw a tap, water and a hand; the drops have `fallen` a share of their way."""
    x, y = centre
    canvas.line([(x - 70, y - 78), (x, y - 78), (x, y - 44)], 24, STEEL_EDGE)
    canvas.line([(x - 34, y - 104), (x - 34, y - 80)], 14, STEEL_EDGE)
    canvas.line([(x, y - 22), (x, y + 18)], 12, MID_TEAL)
    canvas.box((x - 62, y + 22), (x + 40, y + 78), 24, SKIN)
    for index in range(4):
        canvas.line([(x + 22, y + 30 + 13 * index), (x + 82, y + 30 + 13 * index)], 13, SKIN)
    canvas.line([(x - 20, y + 30), (x + 24, y + 10)], 17, SKIN)
    for dx, dy in ((-40, 100), (4, 108), (48, 98)):
        canvas.circle((x + dx, y + dy + 24 * fallen), 9, MID_TEAL)


def _sparkle(canvas: Canvas, centre: Point, size: float) -> None:
    """Draw a four-pointed star that says clean."""
    x, y = centre
    thin = size * 0.22
    points = [
        (x, y - size),
        (x + thin, y - thin),
        (x + size, y),
        (x + thin, y + thin),
        (x, y + size),
        (x - thin, y + thin),
        (x - size, y),
        (x - thin, y - thin),
    ]
    canvas.polygon(points, ORANGE)


def _sheet(canvas: Canvas, centre: Point, half: float) -> None:
    """Draw the sheet with squares (a plain chessboard: nobody should measure with a drawing)."""
    x, y = centre
    canvas.box((x - half, y - half * 1.3), (x + half, y + half * 1.3), 4, WHITE)
    cell = half * 0.32
    for row in range(7):
        for column in range(5):
            if (row + column) % 2 == 0:
                left, top = x + (column - 2.5) * cell, y + (row - 3.5) * cell
                canvas.box((left, top), (left + cell, top + cell), 0, DARK)


def _clock(canvas: Canvas, centre: Point, radius: float) -> None:
    """Draw a clock with three minutes marked."""
    x, y = centre
    canvas.circle(centre, radius, SAND)
    canvas.ring(centre, radius, 8, TEAL)
    canvas.pie(centre, radius * 0.82, radius * 0.82, (-90, -72), ORANGE)
    canvas.line([(x, y), (x, y - radius * 0.7)], 7, DARK)
    canvas.label((x, y + radius * 0.42), "3 min", radius * 0.36)


def _glass_upright(canvas: Canvas, foot: Point, height: float) -> None:
    """Draw a stemmed glass from the side."""
    x, y = foot
    canvas.pie((x, y - height * 0.8), height * 0.27, height * 0.44, (0, 180), MID_TEAL)
    canvas.line([(x, y - height * 0.4), (x, y - 4)], 6, MID_TEAL)
    canvas.box((x - height * 0.22, y - 7), (x + height * 0.22, y), 3, MID_TEAL)


def _person(canvas: Canvas, x: float, stride: float) -> None:
    """Draw a candidate, arms down; standing, or with the feet `stride` further apart."""
    for side in (-1, 1):
        foot = x + side * stride
        canvas.line([(x + side * 30, 430), (foot + side * 32, 624)], 46, DARK)
        canvas.box((foot + side * 36 - 34, 630), (foot + side * 36 + 34, 656), 12, DARK)
    torso(canvas, (x, 228), 170, 220, MID_TEAL)
    canvas.box((x - 50, 290), (x + 50, 470), 14, WHITE)
    canvas.line([(x - 34, 240), (x - 30, 300)], 10, WHITE)
    canvas.line([(x + 34, 240), (x + 30, 300)], 10, WHITE)
    head(canvas, (x, 160), 58)
    canvas.pie((x, 146), 53, 52, (180, 360), DARK)
