"""Room: scenarios. The shapes a place for the headset is made of, as data: metres, y upwards.

A part stands on the middle of its underside, at `at`. In a place x runs to the right, z towards
who enters it, and `turn` is anticlockwise seen from above.
"""

from typing import Annotated, Any, Literal

from msgspec import Meta

from scenarios.format import FileStruct, Id

Metres = Annotated[float, Meta(ge=-60, le=60)]
Size = Annotated[float, Meta(gt=0, le=240)]
Degrees = Annotated[float, Meta(ge=-360, le=360)]
Point = tuple[Metres, Metres, Metres]
Flat = tuple[Metres, Metres]
Extent = tuple[Size, Size, Size]
Colour = Annotated[
    str, Meta(pattern=r"^#[0-9a-f]{6}$(?!\n)", description='A colour such as "#c2703d".')
]


class Paint(FileStruct, frozen=True, kw_only=True):
    """What a surface looks like."""

    id: Id
    colour: Colour
    pattern: Annotated[
        Literal[
            "plain", "brick", "planks", "tiles", "concrete", "soil", "grass", "cloth", "stripes",
            "carpet", "render",
        ],
        Meta(description="Drawn over the colour; the page makes it, no picture is needed."),
    ] = "plain"  # fmt: skip
    finish: Annotated[
        Literal["matt", "shiny", "metal", "glass", "glowing"],
        Meta(description="How it takes the light; glass is seen through."),
    ] = "matt"


class Placed(FileStruct, frozen=True, kw_only=True, tag_field="shape"):
    """What every part may say."""

    at: Annotated[Point, Meta(description="Where it stands: x, y, z of its foot.")] = (0, 0, 0)
    turn: Annotated[Degrees, Meta(description="Turned about the upright, degrees.")] = 0
    nod: Annotated[Degrees, Meta(description="Then tipped forwards, degrees.")] = 0
    lean: Annotated[Degrees, Meta(description="Then tipped to the left, degrees.")] = 0
    copies: Annotated[
        int, Meta(ge=1, le=60, description="How many stand in a row; see `apart`.")
    ] = 1
    apart: Annotated[Point, Meta(description="From one copy to the next.")] = (0, 0, 0)


class Solid(Placed, frozen=True, kw_only=True):
    """A shape with a surface."""

    paint: Annotated[Id, Meta(description="One of the file's paints.")]


class Box(Solid, frozen=True, kw_only=True, tag="box"):
    """A block with slightly broken edges."""

    size: Annotated[Extent, Meta(description="Width, height, depth.")]
    edge: Annotated[
        float, Meta(ge=0, le=0.2, description="How much of the edges is broken.")
    ] = 0.008  # fmt: skip


class Drum(Solid, frozen=True, kw_only=True, tag="drum"):
    """A cylinder, or a cone with another `top` radius."""

    radius: Size
    height: Size
    top: Annotated[
        Annotated[float, Meta(ge=0, le=60)] | None, Meta(description="The radius above.")
    ] = None
    sides: Annotated[int, Meta(ge=3, le=48)] = 16


class Ball(Solid, frozen=True, kw_only=True, tag="ball"):
    """A ball or an egg."""

    size: Annotated[Extent, Meta(description="Width, height, depth.")]


class Cushion(Solid, frozen=True, kw_only=True, tag="cushion"):
    """Something soft: a pillow, a folded towel, a mattress."""

    size: Annotated[Extent, Meta(description="Width, height, depth.")]


class Heap(Solid, frozen=True, kw_only=True, tag="heap"):
    """An uneven mound, such as soil."""

    size: Annotated[Extent, Meta(description="Width, height, depth.")]


class Pipe(Solid, frozen=True, kw_only=True, tag="pipe"):
    """A pipe, rope or cable along points."""

    points: Annotated[tuple[Point, ...], Meta(min_length=2, max_length=24)]
    radius: Size
    smooth: Annotated[bool, Meta(description="Bends softly through the points.")] = False
    sides: Annotated[int, Meta(ge=3, le=24)] = 8


class Turned(Solid, frozen=True, kw_only=True, tag="turned"):
    """A shape as from a lathe, such as a bowl or a lampshade."""

    profile: Annotated[
        tuple[Flat, ...], Meta(min_length=2, max_length=24, description="Radius and height.")
    ]
    sides: Annotated[int, Meta(ge=3, le=48)] = 20


class Cut(Solid, frozen=True, kw_only=True, tag="cut"):
    """A board cut to an outline, upright, its middle at `at`."""

    outline: Annotated[
        tuple[Flat, ...], Meta(min_length=3, max_length=40, description="x and y, in order.")
    ]
    depth: Size


class Figure(Placed, frozen=True, kw_only=True, tag="figure"):
    """A person. Each of its colours is one of the file's paints."""

    skin: Id
    hair: Id
    top: Annotated[Id, Meta(description="Shirt or jacket.")]
    legs: Annotated[Id, Meta(description="Trousers or skirt.")]
    shoes: Id
    hair_style: Literal["short", "long", "bun", "crop", "curly", "bald"] = "short"
    tall: Annotated[float, Meta(ge=1.2, le=2.1, description="Height, m.")] = 1.72
    broad: Annotated[float, Meta(ge=0.8, le=1.3, description="1 is as usual.")] = 1.0
    pose: Literal["standing", "laying", "grinding", "digging", "waiting", "sitting"] = "standing"
    skirt: bool = False
    collar: Annotated[Id | None, Meta(description="A shirt's collar, under a jacket.")] = None
    tie: Id | None = None
    vest: Annotated[Id | None, Meta(description="A reflective vest.")] = None
    helmet: Id | None = None
    shield: Annotated[Id | None, Meta(description="A face shield.")] = None
    ears: Annotated[Id | None, Meta(description="Ear protectors.")] = None
    gloves: Id | None = None
    glasses: Id | None = None
    beard: Id | None = None


class Use(Placed, frozen=True, kw_only=True, tag="prop"):
    """One of the file's props."""

    prop: Annotated[Id, Meta(description="The prop's id.")]


Shape = Box | Drum | Ball | Cushion | Heap | Pipe | Turned | Cut | Figure
Part = Shape | Use


class Together(Placed, frozen=True, kw_only=True, tag="together"):
    """Parts that move as one: a prop as the page gets it, without its name."""

    parts: tuple[Any, ...]


Parts = Annotated[tuple[Part, ...], Meta(max_length=160)]
