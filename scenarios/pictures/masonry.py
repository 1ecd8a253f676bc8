"""Room: scenarios. What the pictures of walls and floors share: bricks, tiles, tools, the board."""

from scenarios.pictures.canvas import (
    DARK,
    GREEN,
    MID_TEAL,
    ORANGE,
    SAND,
    STEEL,
    STEEL_EDGE,
    TEAL,
    WHITE,
    WOOD,
    WOOD_EDGE,
    Canvas,
    Point,
)

BRICK = "#B3532F"
BRICK_LIGHT = "#C4663F"
MORTAR = "#D8D0C0"
TILE = "#8FB3BC"
TILE_LIGHT = "#A9C6CD"


def wall(
    canvas: Canvas, corner: Point, brick: Point, joint: float, courses: int, bricks: int = 4
) -> None:
    """Draw a stretcher-bond wall up from its bottom-left corner; `brick` is length and height."""
    x0, y0 = corner
    length, height = brick
    right = x0 + bricks * (length + joint) - joint
    for course in range(courses):
        bottom = y0 - course * (height + joint)
        canvas.box((x0, bottom - height - joint), (right, bottom), 0, MORTAR)
        half = (length - joint) / 2
        lengths = [length] * bricks if course % 2 == 0 else [half, *[length] * (bricks - 1), half]
        x = x0
        for number, long in enumerate(lengths):
            shade = BRICK_LIGHT if (number + course) % 3 == 0 else BRICK
            canvas.box((x, bottom - height), (x + long, bottom), 4, shade)
            x += long + joint


def board(canvas: Canvas, corner: Point, width: float, foot: bool = True) -> None:
    """Draw the sheet with squares on a stiff plate; a plain chessboard: none should measure it."""
    x, y = corner
    height = width * 1.4
    rim = width * 0.09
    canvas.box((x - rim, y - rim), (x + width + rim, y + height + rim), 4, WOOD_EDGE)
    canvas.box((x, y), (x + width, y + height), 2, WHITE)
    cell = width * 0.16
    left, top = x + width * 0.1, y + height / 2 - 3.5 * cell
    for row in range(7):
        for column in range(5):
            if (row + column) % 2 == 0:
                a = (left + column * cell, top + row * cell)
                canvas.box(a, (a[0] + cell, a[1] + cell), 0, DARK)
    if foot:
        bottom = y + height + rim
        canvas.box((x - rim * 2, bottom), (x + width + rim * 2, bottom + rim * 1.4), 3, STEEL_EDGE)


def spirit_level(canvas: Canvas, centre: Point, length: float) -> None:
    """Draw a spirit level lying, its bubble in the middle."""
    x, y = centre
    thick = length * 0.13
    canvas.box((x - length / 2, y - thick / 2), (x + length / 2, y + thick / 2), 8, ORANGE)
    canvas.box((x - length * 0.14, y - thick * 0.3), (x + length * 0.14, y + thick * 0.3), 8, SAND)
    canvas.ellipse((x, y), length * 0.05, thick * 0.2, GREEN)
    for side in (-1, 1):
        mark = x + side * length * 0.07
        canvas.line([(mark, y - thick * 0.3), (mark, y + thick * 0.3)], 3, DARK)


def plumb_line(canvas: Canvas, top: Point, length: float) -> None:
    """Draw a string with its weight."""
    x, y = top
    canvas.line([(x, y), (x, y + length)], 4, DARK)
    weight = y + length
    canvas.polygon([(x - 11, weight), (x + 11, weight), (x, weight + 34)], ORANGE)


def trowel(canvas: Canvas, centre: Point, size: float) -> None:
    """Draw a bricklayer's trowel, its point to the left."""
    x, y = centre
    blade = [(x - size, y), (x - size * 0.1, y - size * 0.36), (x + size * 0.1, y),
             (x - size * 0.1, y + size * 0.36)]  # fmt: skip
    canvas.polygon(blade, STEEL)
    canvas.line([(x + size * 0.05, y), (x + size * 0.35, y - size * 0.12)], size * 0.08, STEEL_EDGE)
    canvas.line(
        [(x + size * 0.38, y - size * 0.12), (x + size * 0.85, y - size * 0.12)],
        size * 0.18,
        WOOD_EDGE,
    )


def bucket(canvas: Canvas, centre: Point, size: float) -> None:
    """Draw a bucket full of mortar."""
    x, y = centre
    top, bottom = y - size * 0.7, y + size * 0.8
    sides = [(x - size * 0.8, top), (x + size * 0.8, top), (x + size * 0.58, bottom),
             (x - size * 0.58, bottom)]  # fmt: skip
    canvas.polygon(sides, MID_TEAL)
    canvas.ellipse((x, top), size * 0.8, size * 0.2, TEAL)
    canvas.ellipse((x, top), size * 0.68, size * 0.14, MORTAR)


def tiles(
    canvas: Canvas, corner: Point, size: float, joint: float, rows: int = 3, columns: int = 3
) -> None:
    """Draw a grid of square tiles from above, from its top-left corner."""
    x0, y0 = corner
    wide, high = columns * (size + joint) - joint, rows * (size + joint) - joint
    canvas.box((x0 - joint, y0 - joint), (x0 + wide + joint, y0 + high + joint), 0, MORTAR)
    for row in range(rows):
        for column in range(columns):
            x, y = x0 + column * (size + joint), y0 + row * (size + joint)
            tile(canvas, (x, y), size, light=(row + column) % 2 == 0)


def tile(canvas: Canvas, corner: Point, size: float, light: bool = True) -> None:
    """Draw one tile from above, with a glint."""
    x, y = corner
    canvas.box((x, y), (x + size, y + size), 4, TILE_LIGHT if light else TILE)
    canvas.line([(x + size * 0.16, y + size * 0.34), (x + size * 0.34, y + size * 0.16)], 5, WHITE)


def camera_from_behind(canvas: Canvas, centre: Point, size: float) -> None:
    """Draw a camera on a tripod from behind, down to the picture's lower edge."""
    x, y = centre
    for foot in (-1.1, 0.0, 1.1):
        canvas.line([(x, y), (x + foot * size, y + size * 2.2)], size * 0.14, STEEL_EDGE)
    canvas.box((x - size, y - size * 0.62), (x + size, y + size * 0.5), 10, DARK)
    canvas.box((x - size * 0.7, y - size * 0.44), (x + size * 0.4, y + size * 0.32), 4, MID_TEAL)
    canvas.circle((x + size * 0.7, y - size * 0.34), size * 0.11, ORANGE)


def corners(canvas: Canvas, top_left: Point, bottom_right: Point) -> None:
    """Draw the corners of what the camera takes."""
    for x, dx in ((top_left[0], 1), (bottom_right[0], -1)):
        for y, dy in ((top_left[1], 1), (bottom_right[1], -1)):
            canvas.line([(x + dx * 64, y), (x, y), (x, y + dy * 64)], 12, ORANGE)


def clock(canvas: Canvas, centre: Point, radius: float, minutes: int) -> None:
    """Draw a clock with so many minutes marked."""
    x, y = centre
    canvas.circle(centre, radius, SAND)
    canvas.ring(centre, radius, 8, TEAL)
    canvas.pie(centre, radius * 0.82, radius * 0.82, (-90, -90 + minutes * 6), ORANGE)
    canvas.circle(centre, radius * 0.56, SAND)
    canvas.label((x, y - radius * 0.14), str(minutes), radius * 0.5)
    canvas.label((x, y + radius * 0.26), "min", radius * 0.3)


def sign(canvas: Canvas, centre: Point, words: str, width: float = 140) -> None:
    """Draw the sign that says how long an orange distance is."""
    x, y = centre
    canvas.box((x - width / 2, y - 25), (x + width / 2, y + 25), 20, ORANGE)
    canvas.label(centre, words, 34, WHITE)


def joint_close(
    canvas: Canvas, start: Point, centre: Point, words: str, colours: tuple[str, str]
) -> None:
    """Draw the joint at `start` seen close, with its width, between units of two colours."""
    x, y = centre
    radius = 100.0
    canvas.line([start, (x - radius * 0.7, y - radius * 0.7)], 5, TEAL)
    canvas.circle(start, 9, TEAL)
    canvas.circle(centre, radius + 8, TEAL)
    canvas.circle(centre, radius, MORTAR)
    for colour, dy, degrees in zip(colours, (-14, 14), ((180, 360), (0, 180)), strict=True):
        canvas.pie((x, y + dy), radius * 0.98, radius * 0.86, degrees, colour)
    canvas.box((x - radius, y - 15), (x + radius, y + 15), 0, MORTAR)
    canvas.span((x - radius * 0.68, y - 15), (x - radius * 0.68, y + 15), DARK)
    sign(canvas, (x + 22, y), words, 130)


def string_line(canvas: Canvas, start: Point, end: Point) -> None:
    """Draw the mason's line between two pegs."""
    for x, y in (start, end):
        canvas.box((x - 7, y - 16), (x + 7, y + 26), 3, WOOD)
    canvas.line([start, end], 4, DARK)
