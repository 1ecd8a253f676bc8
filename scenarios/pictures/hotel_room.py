"""Room: scenarios. The pictures of tourism/hotel_room: what may be right or wrong in a room."""

from collections.abc import Callable, Mapping
from functools import partial

from scenarios.pictures import hotel_views
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
    WOOD_EDGE,
    Canvas,
    Sprite,
)
from scenarios.pictures.hotel_views import LINEN, WALL
from scenarios.pictures.people import CLERK, person

PLACES: Mapping[str, tuple[int, int, int, int]] = {
    "pillows": (90, 270, 310, 410),
    "cover_sheet": (120, 420, 530, 570),
    "lamp": (570, 250, 730, 436),
    "detector": (380, 6, 540, 140),
    "curtain": (750, 110, 960, 480),
    "basin": (90, 320, 310, 480),
    "mirror": (100, 60, 300, 250),
    "toilet": (390, 360, 550, 660),
    "paper": (560, 250, 700, 390),
    "towels": (590, 40, 800, 200),
    "shower": (700, 440, 950, 680),
    "glasses": (110, 306, 250, 444),
    "remote": (330, 320, 490, 456),
    "bin": (480, 540, 640, 710),
    "plan": (760, 100, 910, 300),
    "cart": (20, 480, 250, 716),
}
"""Where each thing lies in its view, as the scene file has it."""

STAIN = "#8A6A3B"


def pillows(bad: bool) -> Sprite:
    """Draw two pillows: clean and plump, or one of them stained."""
    canvas = Sprite(PLACES["pillows"])
    for x in (100, 200):
        canvas.box((x, 320), (x + 100, 404), 30, WHITE)
        canvas.box((x + 8, 328), (x + 92, 396), 24, LINEN)
    if bad:
        canvas.ellipse((250, 356), 24, 16, STAIN)
        canvas.ellipse((272, 374), 12, 9, STAIN)
    return canvas


def cover_sheet(bad: bool) -> Sprite:
    """Draw the sheet on the bed: clean, or stained and with hair on it."""
    canvas = Sprite(PLACES["cover_sheet"])
    canvas.box((124, 430), (526, 566), 12, WHITE)
    canvas.box((124, 430), (526, 470), 12, PALE_TEAL)
    if bad:
        canvas.ellipse((380, 520), 34, 20, STAIN)
        canvas.ellipse((420, 504), 16, 10, STAIN)
        for x in (200, 232, 262):
            canvas.line([(x, 500), (x + 14, 514), (x + 6, 530)], 3, DARK)
    return canvas


def lamp(bad: bool) -> Sprite:
    """Draw the lamp on the night table: lit, or dark with a torn cable."""
    canvas = Sprite(PLACES["lamp"])
    if not bad:
        canvas.circle((650, 330), 76, "#F7E6B0")
    canvas.polygon([(616, 290), (684, 290), (706, 366), (594, 366)], "#7C7466" if bad else ORANGE)
    canvas.box((642, 366), (658, 420), 0, STEEL_EDGE)
    canvas.box((618, 416), (682, 432), 6, STEEL_EDGE)
    if bad:
        canvas.line([(682, 424), (712, 424), (716, 392)], 5, DARK)
        canvas.line([(720, 384), (714, 392)], 3, ORANGE)
        canvas.line([(708, 386), (716, 394)], 3, GREEN)
    return canvas


def detector(bad: bool) -> Sprite:
    """Draw the smoke detector at the ceiling: free, or with a bag tied over it."""
    canvas = Sprite(PLACES["detector"])
    canvas.box((390, 14), (530, 34), 6, STEEL)
    canvas.box((410, 34), (510, 74), 18, WHITE)
    canvas.box((424, 56), (496, 62), 3, STEEL)
    if bad:
        canvas.polygon([(396, 30), (524, 30), (536, 110), (500, 132), (430, 134), (386, 112)],
                       "#8FC1D6")  # fmt: skip
        canvas.box((396, 30), (524, 46), 6, ORANGE)
        canvas.line([(430, 60), (424, 112)], 4, WHITE)
        canvas.line([(490, 58), (502, 108)], 4, WHITE)
    else:
        canvas.circle((460, 46), 6, GREEN)
    return canvas


def curtain() -> Sprite:
    """Draw the curtains drawn aside: nothing is wrong with them."""
    canvas = Sprite(PLACES["curtain"])
    canvas.box((752, 116), (958, 130), 6, WOOD_EDGE)
    for x in (758, 780, 918, 938):
        canvas.box((x, 126), (x + 20, 474), 8, "#3B7382")
    return canvas


def basin(bad: bool) -> Sprite:
    """Draw what lies in the basin: nothing but soap, or hair and stains."""
    canvas = Sprite(PLACES["basin"])
    canvas.box((250, 328), (296, 344), 6, "#F8D9C4")
    if bad:
        for x, y in ((130, 400), (170, 390), (214, 404), (158, 424)):
            canvas.line([(x, y), (x + 20, y + 12), (x + 10, y + 30), (x + 28, y + 36)], 4, DARK)
        for x, y in ((190, 436), (236, 424), (146, 446)):
            canvas.ellipse((x, y), 13, 8, STAIN)
    return canvas


def mirror() -> Sprite:
    """Draw the mirror, clean: nothing is wrong with it."""
    canvas = Sprite(PLACES["mirror"])
    canvas.box((104, 64), (296, 246), 12, STEEL_EDGE)
    canvas.box((114, 74), (286, 236), 8, "#CFE4EC")
    canvas.line([(140, 200), (210, 100)], 10, WHITE)
    canvas.line([(180, 214), (240, 128)], 6, WHITE)
    return canvas


def toilet() -> Sprite:
    """Draw the toilet with its brush: there is work to be done."""
    canvas = Sprite(PLACES["toilet"])
    canvas.box((410, 370), (530, 500), 12, WHITE)
    canvas.box((456, 388), (484, 400), 5, STEEL)
    canvas.ellipse((470, 516), 74, 30, "#EDF2F2")
    canvas.ellipse((470, 514), 54, 18, "#B9CDD2")
    canvas.polygon([(404, 524), (536, 524), (510, 610), (430, 610)], WHITE)
    canvas.box((430, 606), (510, 650), 6, WHITE)
    return canvas


def paper(bad: bool) -> Sprite:
    """Draw the paper holder: with a roll, or with the empty core."""
    canvas = Sprite(PLACES["paper"])
    canvas.box((576, 262), (684, 276), 6, STEEL_EDGE)
    canvas.line([(584, 270), (584, 318)], 8, STEEL_EDGE)
    canvas.line([(676, 270), (676, 318)], 8, STEEL_EDGE)
    if bad:
        canvas.box((592, 306), (668, 330), 8, WOOD_EDGE)
        canvas.box((584, 314), (676, 322), 3, STEEL_EDGE)
    else:
        canvas.box((592, 282), (668, 354), 16, WHITE)
        canvas.box((592, 330), (668, 384), 0, LINEN)
        canvas.line([(592, 384), (668, 384)], 3, STEEL)
    return canvas


def towels(bad: bool) -> Sprite:
    """Draw the towel rail: two folded towels, or one that is used and crumpled."""
    canvas = Sprite(PLACES["towels"])
    canvas.box((600, 60), (790, 74), 6, STEEL_EDGE)
    if bad:
        canvas.polygon([(610, 66), (690, 66), (704, 150), (672, 186), (640, 160), (604, 178)],
                       "#CDBFA8")  # fmt: skip
        canvas.ellipse((654, 120), 15, 10, STAIN)
        canvas.line([(640, 80), (650, 150)], 4, "#A99A80")
        return canvas
    for x in (612, 706):
        canvas.box((x, 64), (x + 76, 186), 8, WHITE)
        canvas.box((x, 150), (x + 76, 164), 0, "#3B7382")
    return canvas


def shower(bad: bool) -> Sprite:
    """Draw the shower's tray: clean and dry, or with hair, dirt and water."""
    canvas = Sprite(PLACES["shower"])
    canvas.circle((824, 600), 16, STEEL)
    canvas.circle((824, 600), 8, STEEL_EDGE)
    if bad:
        canvas.ellipse((824, 590), 104, 44, "#9FC3CF")
        for x, y in ((770, 580), (800, 604), (850, 584), (880, 606)):
            canvas.line([(x, y), (x + 22, y - 10), (x + 14, y + 16), (x + 34, y + 8)], 4, DARK)
        for x, y in ((744, 632), (912, 636), (890, 560)):
            canvas.ellipse((x, y), 16, 9, STAIN)
    return canvas


def glasses(bad: bool) -> Sprite:
    """Draw two glasses on a tray: turned over on paper, or one used, with lipstick."""
    canvas = Sprite(PLACES["glasses"])
    canvas.box((114, 424), (246, 440), 6, STEEL_EDGE)
    for index, x in enumerate((124, 190)):
        used = bad and index == 1
        canvas.polygon([(x, 340), (x + 46, 340), (x + 40, 424), (x + 6, 424)], "#CFE4EC")
        if used:
            canvas.polygon([(x + 4, 388), (x + 42, 388), (x + 40, 424), (x + 6, 424)], "#9A4A2A")
            canvas.ellipse((x + 16, 348), 12, 7, "#B3261E")
        else:
            canvas.box((x - 4, 326), (x + 50, 348), 4, WHITE)
    return canvas


def remote(bad: bool) -> Sprite:
    """Draw the remote control: whole, or open and without its batteries."""
    canvas = Sprite(PLACES["remote"])
    canvas.box((360, 350), (412, 446), 10, DARK)
    for row in range(3):
        for column in range(2):
            canvas.circle((376 + column * 20, 374 + row * 22), 6, STEEL)
    canvas.circle((386, 360), 4, ORANGE)
    if bad:
        canvas.box((366, 396), (406, 440), 4, "#5B6A72")
        canvas.box((430, 416), (478, 432), 6, STEEL_EDGE)
        canvas.box((474, 420), (484, 428), 2, STEEL)
        canvas.polygon([(424, 372), (464, 358), (474, 392), (434, 404)], DARK)
    return canvas


def waste(bad: bool) -> Sprite:
    """Draw the waste bin: empty with a bag, or full to above its rim."""
    canvas = Sprite(PLACES["bin"])
    if bad:
        for x, y, r, colour in ((520, 580, 24, WHITE), (560, 566, 28, "#F8D9C4"),
                                (598, 582, 22, "#BFD9E6"), (540, 560, 16, ORANGE)):  # fmt: skip
            canvas.circle((x, y), r, colour)
        canvas.box((484, 690), (520, 706), 4, WHITE)
    canvas.polygon([(500, 590), (620, 590), (604, 704), (516, 704)], TEAL)
    canvas.box((494, 582), (626, 600), 6, "#1C5A6B" if bad else WHITE)
    return canvas


def plan(bad: bool) -> Sprite:
    """Draw the escape plan on the door: in its frame, or an empty frame."""
    canvas = Sprite(PLACES["plan"])
    canvas.box((768, 108), (902, 292), 6, STEEL_EDGE)
    canvas.box((778, 118), (892, 282), 2, WALL if bad else WHITE)
    if bad:
        for x, y in ((786, 126), (884, 126), (786, 274), (884, 274)):
            canvas.circle((x, y), 4, STEEL_EDGE)
        return canvas
    canvas.box((790, 132), (836, 190), 0, PALE_TEAL)
    canvas.box((840, 132), (880, 190), 0, PALE_TEAL)
    canvas.box((790, 212), (880, 268), 0, PALE_TEAL)
    canvas.line([(812, 176), (812, 201), (866, 201)], 7, GREEN)
    canvas.polygon([(884, 201), (862, 188), (862, 214)], GREEN)
    canvas.circle((812, 166), 8, "#B3261E")
    return canvas


def cart() -> Sprite:
    """Draw the housekeeping cart: there is work to be done."""
    canvas = Sprite(PLACES["cart"])
    canvas.box((40, 540), (220, 690), 8, "#3B7382")
    canvas.box((52, 560), (208, 610), 4, WHITE)
    canvas.box((52, 624), (208, 676), 4, LINEN)
    for y in (572, 588, 640, 656):
        canvas.line([(60, y), (200, y)], 3, STEEL)
    canvas.line([(220, 560), (240, 510)], 8, STEEL_EDGE)
    for x, colour in ((60, ORANGE), (96, GREEN), (132, "#BFD9E6")):
        canvas.box((x, 504), (x + 26, 540), 6, colour)
        canvas.box((x + 8, 490), (x + 18, 506), 3, DARK)
    canvas.box((168, 520), (206, 542), 4, "#B3261E")
    for x in (66, 194):
        canvas.circle((x, 700), 14, DARK)
    return canvas


def sheet() -> Sprite:
    """Draw the sheet from above, with the fold that marks its middle."""
    canvas = Sprite((228, 120, 732, 690))
    canvas.box((230, 122), (730, 688), 12, WHITE)
    canvas.box((230, 122), (730, 200), 12, PALE_TEAL)
    canvas.line([(480, 130), (480, 684)], 5, STEEL_EDGE)
    canvas.line([(488, 130), (488, 684)], 3, LINEN)
    return canvas


def cover() -> Canvas:
    """Draw somebody with fresh towels in front of a bed."""
    canvas = Canvas(TEAL)
    canvas.box((520, 300), (560, 720), 12, WOOD_EDGE)
    canvas.box((540, 470), (960, 720), 20, WHITE)
    canvas.box((570, 400), (740, 500), 30, LINEN)
    canvas.box((760, 400), (930, 500), 30, LINEN)
    canvas.box((540, 560), (960, 720), 10, "#3B7382")
    person(canvas, (300, 240), 1.25, CLERK, "pleased")
    for y in (520, 560, 600):
        canvas.box((150, y), (450, y + 36), 14, WHITE if y != 560 else PALE_TEAL)
    return canvas


def inspect() -> Canvas:
    """Draw what the step is about: look at the room, find what is wrong, set it right."""
    canvas = Canvas(SAND)
    canvas.box((60, 200), (480, 560), 18, WALL)
    canvas.box((90, 410), (420, 540), 12, WHITE)
    canvas.box((100, 370), (220, 430), 20, LINEN)
    canvas.box((84, 330), (104, 550), 6, WOOD_EDGE)
    canvas.ring((330, 420), 90, 20, DARK)
    canvas.line([(394, 488), (450, 546)], 28, DARK)
    canvas.ellipse((330, 430), 26, 16, STAIN)
    canvas.arrow((520, 380), (610, 380), width=18)
    for number, y in enumerate((210, 340, 470)):
        canvas.box((640, y), (910, y + 100), 22, WHITE)
        canvas.circle((694, y + 50), 34, TEAL)
        canvas.label((694, y + 50), str(number + 1), 40, WHITE)
        canvas.box((750, y + 40), (880 - number * 20, y + 60), 10, STEEL)
    return canvas


def _pair(name: str, draw: Callable[[bool], Canvas]) -> dict[str, Callable[[], Canvas]]:
    """Return how a thing is drawn when it is right, and when it is wrong."""
    return {f"{name}_good.png": partial(draw, False), f"{name}_bad.png": partial(draw, True)}


PICTURES: Mapping[str, Callable[[], Canvas]] = {
    "cover.png": cover,
    "inspect.png": inspect,
    "room.png": hotel_views.room,
    "bath.png": hotel_views.bath,
    "corner.png": hotel_views.corner,
    "bed.png": hotel_views.bed_above,
    **_pair("pillows", pillows),
    **_pair("cover_sheet", cover_sheet),
    **_pair("lamp", lamp),
    **_pair("detector", detector),
    **_pair("basin", basin),
    **_pair("paper", paper),
    **_pair("towels", towels),
    **_pair("shower", shower),
    **_pair("glasses", glasses),
    **_pair("remote", remote),
    **_pair("bin", waste),
    **_pair("plan", plan),
    "curtain.png": curtain,
    "mirror.png": mirror,
    "toilet.png": toilet,
    "cart.png": cart,
    "sheet.png": sheet,
}
