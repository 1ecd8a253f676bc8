"""Room: scenarios. The views of construction/site_safety: the places, without what may be wrong."""

from scenarios.pictures.canvas import (
    DARK,
    ORANGE,
    STEEL,
    STEEL_EDGE,
    TEAL,
    WHITE,
    WOOD,
    WOOD_EDGE,
    Canvas,
    Point,
)
from scenarios.pictures.masonry import BRICK, BRICK_LIGHT

CONCRETE, CONCRETE_EDGE, SOIL, SOIL_DARK = "#C9CCC6", "#A6ABA4", "#B08A62", "#8E6C4A"
SKY, FAR = "#DCEBEC", "#B9CFD2"
YELLOW = "#F2B705"


def slab() -> Canvas:
    """Draw an upper floor under construction: its edge at the right, an opening in the middle."""
    canvas = Canvas(SKY)
    _town(canvas, 470)
    for x in (70, 330):
        canvas.box((x, 90), (x + 44, 400), 0, CONCRETE_EDGE)
    canvas.box((0, 60), (520, 100), 0, CONCRETE_EDGE)
    # The floor in perspective: far line at 400, near line below the picture; it ends at the right.
    canvas.polygon([(0, 400), (760, 400), (860, 640), (0, 640)], CONCRETE)
    canvas.polygon([(0, 640), (860, 640), (860, 700), (0, 700)], CONCRETE_EDGE)
    canvas.polygon([(760, 400), (860, 640), (860, 700), (760, 450)], "#8F958E")
    canvas.box((0, 700), (860, 720), 0, "#8F958E")
    return canvas


def facade() -> Canvas:
    """Draw the front of a house that is being built: windows, a scaffold's frame, the ground."""
    canvas = Canvas(SKY)
    canvas.box((0, 610), (960, 720), 0, SOIL)
    canvas.box((180, 40), (960, 610), 0, "#D9C3A5")
    for x in (300, 520, 740):
        for y in (90, 300):
            canvas.box((x, y), (x + 110, y + 120), 4, "#6F8A94")
            canvas.box((x + 8, y + 8), (x + 102, y + 112), 2, "#8FAEB8")
    for x in (440, 660, 880):
        canvas.box((x, 160), (x + 12, 625), 0, STEEL_EDGE)
        canvas.box((x - 12, 620), (x + 24, 632), 0, DARK)
    for y in (470,):
        canvas.box((440, y), (892, y + 10), 0, STEEL_EDGE)
    for start, end in (((446, 620), (666, 470)), ((666, 620), (886, 470))):
        canvas.line([start, end], 7, STEEL)
    canvas.box((430, 232), (902, 242), 0, STEEL_EDGE)
    canvas.box((430, 180), (902, 188), 0, STEEL_EDGE)
    return canvas


def yard() -> Canvas:
    """Draw the yard: a fence, a shed with a wall for the panel, a workbench."""
    canvas = Canvas(SKY)
    _town(canvas, 360)
    canvas.box((0, 430), (960, 720), 0, SOIL)
    for x in range(0, 960, 60):
        canvas.box((x, 290), (x + 46, 432), 4, WOOD)
    canvas.box((0, 320), (960, 332), 0, WOOD_EDGE)
    canvas.box((40, 70), (330, 440), 6, "#8FAEB8")
    canvas.polygon([(20, 80), (185, 10), (350, 80)], TEAL)
    return canvas


def trench() -> Canvas:
    """Draw the ground cut open: what is dug lies to be seen from the side."""
    canvas = Canvas(SKY)
    _town(canvas, 300)
    canvas.box((0, 330), (960, 720), 0, SOIL)
    canvas.box((0, 330), (960, 348), 0, "#7F9A5B")
    for x, y in ((60, 520), (40, 640), (600, 600), (700, 560), (840, 640), (920, 540), (640, 690)):
        canvas.ellipse((x, y), 22, 12, SOIL_DARK)
    _digger(canvas)
    canvas.polygon([(150, 330), (470, 330), (470, 650), (150, 650)], "#6D5238")
    canvas.box((150, 650), (470, 720), 0, SOIL_DARK)
    return canvas


def _digger(canvas: Canvas) -> None:
    """Draw an excavator that stands still, far from the edge."""
    canvas.box((818, 296), (950, 336), 20, DARK)
    for x in (842, 884, 926):
        canvas.circle((x, 316), 11, STEEL_EDGE)
    canvas.box((836, 230), (946, 300), 8, YELLOW)
    canvas.box((846, 180), (896, 240), 6, YELLOW)
    canvas.box((854, 190), (888, 226), 3, "#BFD9E6")
    canvas.line([(900, 240), (930, 130), (860, 96), (826, 150)], 14, "#C99A00")
    canvas.polygon([(806, 140), (850, 150), (838, 190), (808, 186)], STEEL_EDGE)


def _town(canvas: Canvas, ground: float) -> None:
    """Draw houses far away."""
    for x, width, height in ((0, 90, 90), (120, 70, 140), (240, 110, 70), (430, 80, 120),
                             (560, 100, 80), (700, 80, 150), (820, 140, 100)):  # fmt: skip
        canvas.box((x, ground - height), (x + width, ground + 20), 0, FAR)


# ── People and loose things ─────────────────────────────────────────────────────────────────────


def mason(canvas: Canvas, face: Point, scale: float, *, helmet: bool) -> None:
    """Draw somebody at work, with a vest; with a helmet, or with a cap."""
    from scenarios.pictures.people import Look, person
    from scenarios.pictures.things import helmet as draw_helmet
    from scenarios.pictures.things import vest

    x, y = face
    legs(canvas, (x, y + 400 * scale), scale)
    person(canvas, face, scale, Look(clothes="#3B7382"), height=300)
    vest(canvas, (x, y + 128 * scale), 290 * scale, 270 * scale)
    if helmet:
        draw_helmet(canvas, (x, y - 30 * scale), 96 * scale)
    else:
        canvas.pie((x, y - 26 * scale), 90 * scale, 78 * scale, (180, 360), "#7A3B2E")
        canvas.box((x - 4 * scale, y - 40 * scale), (x + 120 * scale, y - 22 * scale), 6,
                   "#5E2C22")  # fmt: skip


def legs(canvas: Canvas, hips: Point, scale: float) -> None:
    """Draw trousers and boots; `hips` is the middle of the belt."""
    x, y = hips
    for side in (-1, 1):
        left, right = x + (side * 48 - 42) * scale, x + (side * 48 + 42) * scale
        canvas.box((left, y), (right, y + 210 * scale), 8 * scale, "#33454F")
        boot = (left - 4 * scale, y + 196 * scale), (right + 12 * scale, y + 240 * scale)
        canvas.box(*boot, 12 * scale, DARK)


def bricks(canvas: Canvas, corner: Point, columns: int, rows: int) -> None:
    """Draw a tidy stack of bricks on a pallet."""
    left, top = corner
    for row in range(rows):
        for column in range(columns):
            x = left + column * 46 + (row % 2) * 0
            y = top + row * 26
            colour = BRICK if (row + column) % 2 else BRICK_LIGHT
            canvas.box((x, y), (x + 43, y + 23), 2, colour)
    bottom = top + rows * 26
    canvas.box((left - 8, bottom), (left + columns * 46 + 4, bottom + 12), 0, WOOD_EDGE)
    for column in range(0, columns + 1, max(1, columns // 2)):
        canvas.box((left + column * 42, bottom + 12), (left + column * 42 + 16, bottom + 26), 0,
                   WOOD)  # fmt: skip


def cone(canvas: Canvas, foot: Point, height: float) -> None:
    """Draw a traffic cone; `foot` is the middle of its base."""
    x, y = foot
    canvas.polygon([(x - height * 0.34, y), (x + height * 0.34, y), (x + height * 0.07, y - height),
                    (x - height * 0.07, y - height)], ORANGE)  # fmt: skip
    canvas.polygon([(x - height * 0.24, y - height * 0.36), (x + height * 0.24, y - height * 0.36),
                    (x + height * 0.17, y - height * 0.6), (x - height * 0.17, y - height * 0.6)],
                   WHITE)  # fmt: skip
    canvas.box((x - height * 0.46, y - height * 0.05), (x + height * 0.46, y + height * 0.05), 3,
               ORANGE)  # fmt: skip


def spark(canvas: Canvas, centre: Point, size: float, colour: str = YELLOW) -> None:
    """Draw a flash."""
    x, y = centre
    points = [(0.1, -1), (-0.55, 0.15), (-0.08, 0.1), (-0.3, 1), (0.55, -0.25), (0.08, -0.18)]
    canvas.polygon([(x + dx * size, y + dy * size) for dx, dy in points], colour)
