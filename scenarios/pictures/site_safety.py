"""Room: scenarios. The pictures of construction/site_safety: what may be right or wrong there."""

from collections.abc import Callable, Mapping
from functools import partial

from scenarios.pictures import ppe_check, site_views
from scenarios.pictures.canvas import (
    DARK,
    GREEN,
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
from scenarios.pictures.people import Look, person
from scenarios.pictures.site_views import (
    CONCRETE,
    SOIL,
    SOIL_DARK,
    YELLOW,
    bricks,
    cone,
    mason,
    spark,
)
from scenarios.pictures.things import helmet, site, worker

PLACES: Mapping[str, tuple[int, int, int, int]] = {
    "edge": (700, 250, 900, 660),
    "hole": (300, 500, 560, 640),
    "mason": (430, 140, 610, 490),
    "bricks": (40, 420, 250, 600),
    "ladder": (20, 60, 290, 640),
    "scaffold": (420, 330, 910, 470),
    "rebar": (520, 540, 800, 700),
    "pulley": (470, 20, 660, 170),
    "panel": (90, 140, 280, 360),
    "cable": (40, 500, 330, 690),
    "grinder": (380, 210, 640, 560),
    "cylinders": (700, 290, 900, 570),
    "barrow": (420, 570, 690, 710),
    "dig": (130, 352, 474, 700),
    "spoil": (476, 200, 800, 350),
    "cone": (10, 190, 144, 350),
}
"""Where each thing lies in its view, as the scene file has it."""


def edge(bad: bool) -> Sprite:
    """Draw the edge of the floor: with rail and toe board, or open with a lonely cord."""
    canvas = Sprite(PLACES["edge"])
    posts = [(764, 404), (796, 486), (836, 580), (862, 640)]
    if bad:
        canvas.line([(764, 404), (768, 330)], 9, STEEL_EDGE)
        canvas.line([(768, 340), (790, 452), (830, 560)], 4, WOOD_EDGE)
        return canvas
    for x, y in posts:
        height = 110 + (y - 404) * 0.2
        canvas.line([(x, y), (x, y - height)], 11, STEEL_EDGE)
    for share, colour in ((1.0, ORANGE), (0.55, ORANGE)):
        canvas.line([(x, y - share * (108 + (y - 404) * 0.2)) for x, y in posts], 12, colour)
    canvas.line([(x, y - 12) for x, y in posts], 24, WOOD)
    return canvas


def hole(bad: bool) -> Sprite:
    """Draw the opening in the floor: covered and marked, or open."""
    canvas = Sprite(PLACES["hole"])
    shape = [(350, 520), (500, 520), (540, 622), (318, 622)]
    if bad:
        canvas.polygon(shape, "#3A4247")
        canvas.polygon([(350, 520), (500, 520), (506, 536), (345, 536)], "#7B827D")
        canvas.polygon([(364, 560), (500, 560), (520, 622), (344, 622)], "#20272B")
        return canvas
    for index in range(4):
        t, b = index / 4, (index + 1) / 4
        left_t, right_t = 340 - 26 * t, 510 + 36 * t
        left_b, right_b = 340 - 26 * b, 510 + 36 * b
        y_t, y_b = 516 + 110 * t, 516 + 110 * b
        canvas.polygon([(left_t, y_t), (right_t, y_t), (right_b, y_b - 4), (left_b, y_b - 4)], WOOD)
    canvas.line([(345, 530), (522, 612)], 12, ORANGE)
    canvas.line([(500, 530), (334, 612)], 12, ORANGE)
    return canvas


def masons(bad: bool) -> Sprite:
    """Draw the mason on the floor, with a helmet or a cap."""
    canvas = Sprite(PLACES["mason"])
    mason(canvas, (520, 206), 0.42, helmet=not bad)
    return canvas


def ladder(bad: bool) -> Sprite:
    """Draw a ladder against the wall: one out to four up and tied, or far too flat on a block."""
    canvas = Sprite(PLACES["ladder"])
    foot, top = ((40, 604), (270, 330)) if bad else ((110, 628), (226, 80))
    dx, dy = 44, 0
    for side in (0, 1):
        canvas.line([(foot[0] + side * dx, foot[1]), (top[0] + side * dx * 0.3, top[1] + dy)], 11,
                    WOOD_EDGE)  # fmt: skip
    for step in range(1, 12 if not bad else 8):
        t = step / (12 if not bad else 8)
        x, y = foot[0] + (top[0] - foot[0]) * t, foot[1] + (top[1] - foot[1]) * t
        canvas.line([(x + 2, y), (x + dx * (1 - 0.7 * t), y)], 8, WOOD)
    if bad:
        canvas.box((26, 606), (100, 636), 2, "#B25B3E")
    else:
        canvas.line([(196, 150), (232, 146)], 12, ORANGE)
        canvas.box((96, 626), (176, 638), 3, DARK)
    return canvas


def scaffold(bad: bool) -> Sprite:
    """Draw the working platform: full width with rails, or with a gap and a loose plank."""
    canvas = Sprite(PLACES["scaffold"])
    spans = [(430, 560), (760, 904)] if bad else [(430, 904)]
    for left, right in spans:
        canvas.box((left, 444), (right, 466), 0, WOOD)
        canvas.line([(left + 6, 455), (right - 6, 455)], 3, WOOD_EDGE)
    if bad:
        canvas.polygon([(570, 470), (720, 416), (726, 432), (576, 486)], WOOD)
    else:
        for y, colour in ((352, ORANGE), (396, ORANGE)):
            canvas.box((430, y), (902, y + 10), 3, colour)
        canvas.box((430, 420), (902, 444), 0, WOOD_EDGE)
    return canvas


def rebar(bad: bool) -> Sprite:
    """Draw bars that stand out of a footing: capped, or bare and pointed."""
    canvas = Sprite(PLACES["rebar"])
    canvas.box((530, 640), (790, 698), 4, CONCRETE)
    for index in range(7):
        x = 552 + index * 36
        canvas.line([(x, 644), (x, 566)], 9, "#7A5A46")
        for y in (590, 614):
            canvas.line([(x - 5, y + 4), (x + 5, y - 4)], 3, "#54392A")
        if bad:
            canvas.polygon([(x - 6, 568), (x + 6, 568), (x, 544)], "#7A5A46")
        else:
            canvas.box((x - 13, 546), (x + 13, 574), 8, ORANGE)
    return canvas


def pulley() -> Sprite:
    """Draw a bucket on a rope over a pulley, well fixed: nothing is wrong with it."""
    canvas = Sprite(PLACES["pulley"])
    canvas.box((500, 34), (650, 50), 2, STEEL_EDGE)
    canvas.ring((560, 74), 26, 8, DARK)
    canvas.line([(540, 76), (540, 120)], 5, WOOD_EDGE)
    canvas.polygon([(514, 116), (566, 116), (558, 164), (522, 164)], STEEL)
    canvas.line([(586, 76), (586, 166)], 5, WOOD_EDGE)
    return canvas


def panel(bad: bool) -> Sprite:
    """Draw the electric panel: closed and locked, or open with bare wires."""
    canvas = Sprite(PLACES["panel"])
    canvas.box((120, 160), (250, 340), 6, "#59656B")
    if bad:
        canvas.box((130, 170), (240, 330), 2, "#20272B")
        for index, colour in enumerate((ORANGE, GREEN, YELLOW, "#B3261E")):
            x = 146 + index * 26
            canvas.line([(x, 200), (x + 8, 260), (x - 8, 300)], 6, colour)
            canvas.box((x - 10, 182), (x + 10, 206), 2, STEEL)
        canvas.polygon([(120, 160), (96, 150), (96, 352), (120, 340)], "#7C888E")
        spark(canvas, (246, 300), 30)
    else:
        canvas.box((130, 170), (240, 330), 4, "#7C888E")
        canvas.polygon([(185, 190), (228, 264), (142, 264)], YELLOW)
        spark(canvas, (185, 234), 26, DARK)
        canvas.box((206, 284), (230, 312), 4, ORANGE)
        canvas.ring((218, 284), 10, 4, STEEL)
    return canvas


def cable(bad: bool) -> Sprite:
    """Draw the cable: whole and dry, or broken and in a puddle."""
    canvas = Sprite(PLACES["cable"])
    if bad:
        canvas.ellipse((190, 630), 130, 46, "#8DB6C7")
        canvas.ellipse((170, 622), 90, 28, "#A9CCDA")
        canvas.line([(50, 520), (110, 560), (150, 620)], 12, DARK)
        canvas.line([(212, 622), (260, 570), (322, 530)], 12, DARK)
        for dx, colour in ((-8, ORANGE), (2, GREEN), (12, STEEL_EDGE)):
            canvas.line([(154 + dx, 618), (172 + dx, 640)], 5, colour)
        spark(canvas, (188, 580), 40)
    else:
        for x in (70, 180, 300):
            canvas.line([(x, 680), (x, 556)], 10, WOOD_EDGE)
            canvas.circle((x, 552), 12, WOOD_EDGE)
        canvas.line([(50, 540), (70, 548), (120, 582), (180, 548), (240, 582), (300, 548),
                     (326, 536)], 12, ORANGE)  # fmt: skip
    return canvas


def grinder(bad: bool) -> Sprite:
    """Draw somebody who grinds: with face shield and gloves, or with bare face and hands."""
    canvas = Sprite(PLACES["grinder"])
    person(canvas, (470, 296), 0.66, Look(skin="#A86F48", shade="#8C5A38", clothes="#7A5A46"),
           height=300, arms=False)  # fmt: skip
    helmet(canvas, (470, 276), 62)
    hands = "#A86F48" if bad else YELLOW
    for start, end in (((420, 400), (520, 470)), ((520, 400), (560, 452))):
        canvas.line([start, end], 32, "#7A5A46")
        canvas.circle(end, 21, hands)
    canvas.box((520, 446), (606, 478), 12, DARK)
    canvas.circle((606, 476), 30, STEEL_EDGE)
    canvas.box((576, 506), (640, 524), 0, STEEL)
    for dx, dy in ((20, -70), (-6, -84), (-34, -70), (26, -36)):
        canvas.line([(608, 482), (608 + dx, 482 + dy)], 4, YELLOW)
    canvas.box((384, 520), (640, 540), 0, WOOD)
    canvas.box((384, 540), (640, 560), 0, WOOD_EDGE)
    if not bad:
        canvas.box((410, 276), (530, 366), 22, "#BFE0EC")
        canvas.box((410, 276), (530, 292), 8, DARK)
        for side in (-1, 1):
            canvas.circle((470 + side * 62, 304), 18, ORANGE)
    return canvas


def cylinders(bad: bool) -> Sprite:
    """Draw gas cylinders: upright on a chain, or lying about."""
    canvas = Sprite(PLACES["cylinders"])
    if bad:
        canvas.box((716, 480), (880, 532), 26, "#2E6B8A")
        canvas.box((872, 496), (898, 516), 4, DARK)
        canvas.box((706, 420), (850, 470), 25, "#B3261E")
        canvas.box((844, 434), (870, 454), 4, DARK)
        canvas.line([(720, 540), (890, 540)], 4, SOIL_DARK)
        return canvas
    for x, colour in ((740, "#2E6B8A"), (806, "#B3261E")):
        canvas.box((x, 350), (x + 52, 556), 24, colour)
        canvas.box((x + 14, 322), (x + 38, 356), 6, DARK)
    canvas.box((716, 420), (880, 432), 6, STEEL_EDGE)
    for x in range(722, 880, 20):
        canvas.ring((x, 426), 12, 4, STEEL)
    canvas.box((874, 310), (888, 566), 0, WOOD_EDGE)
    canvas.box((712, 310), (726, 566), 0, WOOD_EDGE)
    return canvas


def barrow() -> Sprite:
    """Draw a wheelbarrow, empty and well parked: nothing is wrong with it."""
    canvas = Sprite(PLACES["barrow"])
    canvas.polygon([(470, 600), (640, 600), (600, 664), (510, 664)], TEAL)
    canvas.line([(600, 650), (682, 612)], 9, STEEL_EDGE)
    canvas.line([(590, 660), (612, 704)], 9, STEEL_EDGE)
    canvas.circle((476, 680), 27, DARK)
    canvas.circle((476, 680), 11, STEEL)
    return canvas


def dig(bad: bool) -> Sprite:
    """Draw the trench with somebody in it: shored, or with bare walls that crack."""
    canvas = Sprite(PLACES["dig"])
    mason(canvas, (310, 458), 0.31, helmet=True)
    if bad:
        for x, lean in ((162, 16), (458, -16)):
            canvas.line([(x, 380), (x + lean, 440), (x, 500), (x + lean, 580)], 5, "#3E2D1E")
        for x, y, r in ((176, 640, 22), (206, 664, 16), (436, 648, 24), (408, 670, 14)):
            canvas.ellipse((x, y), r, r * 0.7, SOIL)
        return canvas
    for x in (150, 446):
        canvas.box((x, 344), (x + 24, 652), 0, WOOD)
        for y in range(390, 650, 60):
            canvas.line([(x + 2, y), (x + 22, y)], 3, WOOD_EDGE)
    for y in (384, 596):
        canvas.box((174, y), (446, y + 18), 6, STEEL_EDGE)
        for x in (180, 424):
            canvas.box((x - 4, y - 8), (x + 20, y + 26), 3, ORANGE)
    canvas.line([(404, 640), (430, 350)], 7, YELLOW)
    canvas.line([(424, 644), (444, 352)], 7, YELLOW)
    for index in range(8):
        canvas.line([(407 + index * 2.8, 620 - index * 34), (428 + index * 2, 622 - index * 34)],
                    5, YELLOW)  # fmt: skip
    return canvas


def spoil(bad: bool) -> Sprite:
    """Draw what was dug out: away from the trench behind a board, or on its very edge."""
    canvas = Sprite(PLACES["spoil"])
    left, right = (478, 690) if bad else (620, 796)
    middle = (left + right) / 2
    canvas.polygon([(left, 344), (left + 40, 280), (middle - 20, 226), (middle + 30, 236),
                    (right - 30, 290), (right, 344)], SOIL_DARK)  # fmt: skip
    canvas.polygon([(left + 50, 300), (middle - 10, 240), (middle + 20, 262), (middle - 10, 320)],
                   SOIL)  # fmt: skip
    if bad:
        for x, y, r in ((496, 332, 16), (524, 296, 15), (500, 282, 10)):
            canvas.circle((x, y), r, STEEL_EDGE)
    else:
        canvas.box((598, 300), (610, 348), 0, WOOD_EDGE)
        canvas.box((594, 306), (618, 330), 0, WOOD)
    return canvas


def warning_cone() -> Sprite:
    """Draw a cone with tape that keeps people away: nothing is wrong with it."""
    canvas = Sprite(PLACES["cone"])
    cone(canvas, (66, 340), 110)
    canvas.line([(72, 270), (142, 276)], 8, ORANGE)
    return canvas


def stack() -> Sprite:
    """Draw bricks, low and tidy on a pallet: nothing is wrong with them."""
    canvas = Sprite(PLACES["bricks"])
    bricks(canvas, (58, 446), 4, 4)
    return canvas


def cover() -> Canvas:
    """Draw an inspector with a clipboard in front of a building site."""
    canvas = Canvas(TEAL)
    site(canvas)
    worker(canvas, (400, 300), 1.25)
    canvas.box((600, 300), (850, 640), 18, WOOD)
    canvas.box((620, 330), (830, 620), 6, WHITE)
    canvas.box((680, 280), (770, 340), 10, STEEL)
    canvas.polygon([(668, 400), (700, 456), (636, 456)], ORANGE)
    for y in (428, 500, 570):
        canvas.box((716, y - 9), (810, y + 9), 8, PALE_TEAL)
    for y in (500, 570):
        canvas.tick((668, y), 26)
    return canvas


def walk() -> Canvas:
    """Draw what the step is about: look, find a danger, choose what to do in order."""
    canvas = Canvas(SAND)
    canvas.circle((200, 360), 170, PALE_TEAL)
    canvas.ring((190, 340), 100, 24, DARK)
    canvas.line([(262, 412), (330, 480)], 32, DARK)
    canvas.polygon([(190, 280), (244, 376), (136, 376)], ORANGE)
    canvas.box((182, 310), (198, 348), 4, WHITE)
    canvas.circle((190, 360), 8, WHITE)
    canvas.arrow((400, 360), (500, 360), width=18)
    for number, y in enumerate((190, 320, 450)):
        canvas.box((540, y), (900, y + 100), 22, WHITE)
        canvas.circle((596, y + 50), 34, TEAL)
        canvas.label((596, y + 50), str(number + 1), 40, WHITE)
        canvas.box((654, y + 40), (860 - number * 40, y + 60), 10, STEEL)
    return canvas


def _pair(name: str, draw: Callable[[bool], Canvas]) -> dict[str, Callable[[], Canvas]]:
    """Return how a thing is drawn when it is right, and when it is wrong."""
    return {f"{name}_good.png": partial(draw, False), f"{name}_bad.png": partial(draw, True)}


PICTURES: Mapping[str, Callable[[], Canvas]] = {
    "cover.png": cover,
    "dress.png": ppe_check.dress,
    "show.png": ppe_check.show,
    "walk.png": walk,
    "slab.png": site_views.slab,
    "facade.png": site_views.facade,
    "yard.png": site_views.yard,
    "trench.png": site_views.trench,
    **_pair("edge", edge),
    **_pair("hole", hole),
    **_pair("mason", masons),
    **_pair("ladder", ladder),
    **_pair("scaffold", scaffold),
    **_pair("rebar", rebar),
    **_pair("panel", panel),
    **_pair("cable", cable),
    **_pair("grinder", grinder),
    **_pair("cylinders", cylinders),
    **_pair("dig", dig),
    **_pair("spoil", spoil),
    "bricks.png": stack,
    "pulley.png": pulley,
    "barrow.png": barrow,
    "cone.png": warning_cone,
}
