"""Room: scenarios. The pictures of tourism/guest_check_in: a hotel's front desk and its guests."""

from collections.abc import Callable, Mapping
from functools import partial

from scenarios.pictures.canvas import (
    DARK,
    GREEN,
    ORANGE,
    PALE_ORANGE,
    PALE_TEAL,
    SAND,
    STEEL,
    STEEL_EDGE,
    TEAL,
    WHITE,
    WOOD,
    WOOD_EDGE,
    Canvas,
)
from scenarios.pictures.people import CLERK, ELDER, SENORA, TRAVELLER, Look, Mood, person

VISITOR = Look(skin="#E3B48E", shade="#C99A74", hair="#1D1B1A", style="bun", clothes="#2E7D4F")
GUESTS: Mapping[str, Look] = {
    "molina": SENORA,
    "brooks": TRAVELLER,
    "ruiz": ELDER,
    "tanaka": VISITOR,
}


def lobby(canvas: Canvas) -> None:
    """Draw the hall of a hotel: doors, a lamp, a plant, a picture."""
    canvas.box((0, 470), (960, 720), 0, SAND)
    canvas.box((60, 120), (300, 500), 6, WOOD_EDGE)
    for x in (72, 186):
        canvas.box((x, 134), (x + 102, 500), 4, "#BFD9E6")
    canvas.line([(180, 320), (180, 370)], 8, DARK)
    canvas.box((700, 110), (880, 250), 6, WOOD)
    canvas.box((714, 124), (866, 236), 2, "#BFD9E6")
    canvas.polygon([(714, 236), (770, 160), (812, 204), (836, 180), (866, 236)], GREEN)
    canvas.circle((842, 150), 14, ORANGE)
    canvas.line([(480, 0), (480, 40)], 5, DARK)
    canvas.pie((480, 76), 70, 60, (180, 360), ORANGE)
    for dx, height in ((-46, 90), (-22, 130), (4, 150), (30, 120), (52, 84)):
        canvas.line([(860, 480), (860 + dx, 480 - height)], 12, GREEN)
    canvas.polygon([(815, 470), (905, 470), (890, 560), (830, 560)], "#B5651D")


def desk(canvas: Canvas, bell: bool = True) -> None:
    """Draw the counter in front, with a bell and a monitor seen from behind."""
    canvas.box((0, 560), (960, 720), 0, WOOD)
    canvas.box((0, 560), (960, 588), 0, WOOD_EDGE)
    canvas.box((60, 440), (250, 566), 10, DARK)
    canvas.box((140, 560), (170, 576), 0, STEEL_EDGE)
    if bell:
        canvas.pie((760, 562), 46, 44, (180, 360), STEEL)
        canvas.box((708, 556), (812, 568), 5, STEEL_EDGE)
        canvas.circle((760, 514), 8, STEEL_EDGE)


def at_desk(guest: str, mood: Mood) -> Canvas:
    """Draw a guest at the desk, in a mood."""
    canvas = Canvas(PALE_TEAL)
    lobby(canvas)
    person(canvas, (500, 250), 1.3, GUESTS[guest], mood)
    desk(canvas)
    return canvas


def cover() -> Canvas:
    """Draw the clerk behind the desk with a key."""
    canvas = Canvas(TEAL)
    canvas.circle((480, 360), 320, "#1C5A6B")
    person(canvas, (480, 240), 1.35, CLERK, "pleased")
    canvas.box((0, 560), (960, 720), 0, WOOD)
    canvas.box((0, 560), (960, 588), 0, WOOD_EDGE)
    key(canvas, (690, 506), 1.3)
    canvas.pie((240, 562), 60, 58, (180, 360), STEEL)
    canvas.box((172, 554), (308, 570), 6, STEEL_EDGE)
    canvas.circle((240, 500), 10, STEEL_EDGE)
    return canvas


def receive() -> Canvas:
    """Draw what the step is about: a guest, what they say, and answers to choose from."""
    canvas = Canvas(SAND)
    canvas.circle((240, 380), 220, PALE_TEAL)
    person(canvas, (240, 300), 0.95, SENORA, "calm", height=300)
    canvas.box((0, 640), (960, 720), 0, WOOD)
    canvas.box((420, 90), (900, 230), 30, WHITE)
    canvas.polygon([(440, 200), (500, 226), (380, 280)], WHITE)
    for y, width in ((140, 380), (180, 260)):
        canvas.box((460, y - 9), (460 + width, y + 9), 9, STEEL)
    for number, y in enumerate((310, 420, 530)):
        chosen = number == 1
        canvas.box((480, y), (900, y + 84), 20, TEAL if chosen else WHITE)
        canvas.box((520, y + 32), (760, y + 50), 9, PALE_TEAL if chosen else STEEL)
    canvas.tick((850, 462), 30, ORANGE)
    return canvas


def key(canvas: Canvas, centre: tuple[float, float], scale: float) -> None:
    """Draw a room key with its tag."""
    x, y = centre
    canvas.ring((x, y), 34 * scale, 11 * scale, STEEL)
    canvas.box((x + 28 * scale, y - 7 * scale), (x + 130 * scale, y + 7 * scale), 3, STEEL)
    for dx in (92, 114):
        canvas.box((x + dx * scale, y), (x + (dx + 12) * scale, y + 26 * scale), 2, STEEL)
    canvas.box((x - 96 * scale, y + 16 * scale), (x - 16 * scale, y + 60 * scale), 10, PALE_ORANGE)


PICTURES: Mapping[str, Callable[[], Canvas]] = {
    "cover.png": cover,
    "receive.png": receive,
    **{
        f"{guest}_{mood}.png": partial(at_desk, guest, mood)
        for guest in GUESTS
        for mood in ("calm", "pleased", "upset")
    },
}
