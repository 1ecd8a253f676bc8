"""Room: scenarios. The views of tourism/hotel_room: the places, without what may be wrong."""

from scenarios.pictures.canvas import (
    DARK,
    ORANGE,
    STEEL,
    STEEL_EDGE,
    WHITE,
    WOOD,
    WOOD_EDGE,
    Canvas,
)

WALL, FLOOR, TILE, LINEN = "#E9E2D2", "#C9A57A", "#DCE9EA", "#F4F6F6"


def room() -> Canvas:
    """Draw the bedroom: bed, night table, window with curtains."""
    canvas = Canvas(WALL)
    canvas.box((0, 560), (960, 720), 0, FLOOR)
    canvas.box((0, 552), (960, 562), 0, WOOD_EDGE)
    canvas.box((770, 130), (950, 470), 4, WOOD_EDGE)
    canvas.box((782, 142), (938, 458), 0, "#BFD9E6")
    canvas.line([(860, 142), (860, 458)], 10, WOOD_EDGE)
    canvas.box((60, 210), (96, 640), 10, WOOD_EDGE)
    canvas.box((80, 400), (560, 620), 16, "#B8C7CB")
    canvas.box((80, 560), (560, 640), 10, WOOD_EDGE)
    canvas.box((536, 480), (568, 650), 8, WOOD_EDGE)
    canvas.box((590, 430), (710, 600), 6, WOOD)
    canvas.box((604, 470), (696, 520), 4, WOOD_EDGE)
    canvas.circle((650, 495), 7, DARK)
    return canvas


def bath() -> Canvas:
    """Draw the bathroom: basin, toilet, shower, tiles."""
    canvas = Canvas(TILE)
    for x in range(0, 961, 96):
        canvas.line([(x, 0), (x, 560)], 2, WHITE)
    for y in range(0, 561, 80):
        canvas.line([(0, y), (960, y)], 2, WHITE)
    canvas.box((0, 560), (960, 720), 0, "#A9BCC0")
    canvas.box((60, 330), (330, 372), 14, WHITE)
    canvas.polygon([(90, 370), (300, 370), (262, 470), (128, 470)], WHITE)
    canvas.box((168, 470), (222, 640), 8, WHITE)
    canvas.box((184, 280), (206, 336), 6, STEEL_EDGE)
    canvas.box((184, 280), (236, 298), 6, STEEL_EDGE)
    canvas.box((700, 470), (950, 660), 20, WHITE)
    canvas.box((720, 490), (930, 520), 10, "#E6EEEF")
    canvas.box((920, 60), (936, 470), 6, STEEL)
    canvas.box((866, 60), (936, 78), 8, STEEL)
    canvas.polygon([(846, 78), (896, 78), (908, 104), (834, 104)], STEEL_EDGE)
    return canvas


def corner() -> Canvas:
    """Draw the corner with the desk, and the door."""
    canvas = Canvas(WALL)
    canvas.box((0, 560), (960, 720), 0, FLOOR)
    canvas.box((0, 552), (960, 562), 0, WOOD_EDGE)
    canvas.box((720, 60), (940, 600), 6, WOOD_EDGE)
    canvas.box((734, 74), (926, 600), 4, WOOD)
    canvas.circle((754, 360), 12, STEEL_EDGE)
    canvas.box((90, 440), (640, 470), 6, WOOD)
    for x in (104, 604):
        canvas.box((x, 470), (x + 22, 620), 0, WOOD_EDGE)
    canvas.box((250, 120), (520, 300), 10, DARK)
    canvas.box((262, 132), (508, 288), 4, "#2C3F49")
    return canvas


def bed_above() -> Canvas:
    """Draw the mattress from above, with a mark in the middle of its head."""
    canvas = Canvas(FLOOR)
    for y in range(0, 720, 90):
        canvas.line([(0, y), (960, y)], 2, WOOD_EDGE)
    canvas.box((190, 20), (770, 110), 16, WOOD_EDGE)
    canvas.box((200, 90), (760, 700), 26, "#D8D2C2")
    canvas.box((212, 100), (748, 690), 20, "#EDE8DA")
    canvas.polygon([(480, 108), (462, 60), (498, 60)], ORANGE)
    return canvas
