"""Room: scenarios. The pictures of the packs that `acredita scenario new` begins with."""

from scenarios.pictures.canvas import (
    DARK,
    ORANGE,
    PALE_TEAL,
    SAND,
    STEEL,
    STEEL_EDGE,
    TEAL,
    WHITE,
    WOOD,
    WOOD_EDGE,
    Canvas,
    Sprite,
)
from scenarios.pictures.people import SENORA, Look, Mood, person

CABLE, BOX = (90, 470, 330, 640), (560, 470, 820, 650)


def workshop() -> Canvas:
    """Draw a workshop with a bench, a lamp and a fire extinguisher."""
    canvas = Canvas(PALE_TEAL)
    canvas.box((0, 470), (960, 720), 0, SAND)
    canvas.box((360, 60), (620, 250), 10, WHITE)
    canvas.box((376, 76), (604, 234), 6, "#BFD9E6")
    canvas.line([(490, 76), (490, 234)], 10, WHITE)
    canvas.box((60, 380), (560, 410), 6, WOOD)
    for x in (90, 510):
        canvas.box((x, 410), (x + 24, 560), 0, WOOD_EDGE)
    canvas.box((150, 330), (250, 380), 6, STEEL)
    canvas.box((280, 300), (300, 380), 4, STEEL_EDGE)
    canvas.box((700, 180), (790, 390), 40, "#B3261E")
    canvas.box((722, 150), (768, 190), 8, DARK)
    canvas.line([(745, 160), (690, 200), (684, 300)], 12, DARK)
    return canvas


def cable(bad: bool) -> Sprite:
    """Draw a cable along the wall, or torn across the way."""
    canvas = Sprite(CABLE)
    if bad:
        canvas.line([(100, 500), (190, 600), (230, 560)], 14, DARK)
        canvas.line([(262, 590), (320, 500)], 14, DARK)
        for dx, colour in ((0, ORANGE), (10, "#2E7D4F"), (-10, "#3B7382")):
            canvas.line([(232 + dx, 560), (246 + dx, 576)], 5, colour)
        canvas.polygon([(250, 480), (226, 540), (248, 536), (236, 580), (276, 520), (252, 522)],
                       "#F2B705")  # fmt: skip
    else:
        canvas.line([(100, 500), (170, 560), (250, 560), (320, 500)], 14, DARK)
    return canvas


def box(bad: bool) -> Sprite:
    """Draw a box on the floor: closed, or with nails sticking out."""
    canvas = Sprite(BOX)
    canvas.box((580, 530), (800, 645), 6, WOOD)
    canvas.line([(584, 570), (796, 570)], 6, WOOD_EDGE)
    if bad:
        for x in (610, 650, 700, 760):
            canvas.line([(x, 530), (x - 8, 486)], 7, STEEL_EDGE)
            canvas.line([(x - 20, 486), (x + 4, 486)], 7, STEEL_EDGE)
    return canvas


def show() -> Canvas:
    """Draw somebody inside the camera's frame."""
    canvas = Canvas(SAND)
    canvas.box((110, 60), (850, 660), 34, PALE_TEAL)
    person(canvas, (480, 300), 0.9, Look(clothes=TEAL), "pleased")
    canvas.box((0, 660), (960, 720), 0, SAND)
    for x, dx in ((150, 1), (810, -1)):
        for y, dy in ((100, 1), (620, -1)):
            canvas.line([(x + dx * 90, y), (x, y), (x, y + dy * 90)], 14, ORANGE)
    return canvas


def desk(mood: Mood, look: Look = SENORA) -> Canvas:
    """Draw somebody who stands at a counter."""
    canvas = Canvas(PALE_TEAL)
    canvas.box((80, 60), (300, 260), 10, WHITE)
    canvas.box((96, 76), (284, 244), 6, "#BFD9E6")
    person(canvas, (520, 270), 1.25, look, mood)
    canvas.box((0, 560), (960, 720), 0, WOOD)
    canvas.box((0, 560), (960, 590), 0, WOOD_EDGE)
    return canvas


def cover() -> Canvas:
    """Draw a clipboard with three ticks."""
    canvas = Canvas(TEAL)
    canvas.box((280, 90), (680, 660), 26, WOOD)
    canvas.box((310, 130), (650, 630), 8, WHITE)
    canvas.box((400, 60), (560, 140), 16, STEEL)
    for y in (230, 370, 510):
        canvas.tick((375, y), 40)
        canvas.box((440, y - 12), (620, y + 12), 8, PALE_TEAL)
    return canvas
