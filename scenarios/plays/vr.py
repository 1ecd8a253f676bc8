"""Room: scenarios. What a vr/NAME.toml may say: a scene or dialogue, for the headset, in 3D.

It adds places and shapes to a scene or a dialogue and no answers: what is right, what may be
wrong and every word stand there, so that both ways of playing are the same test.
"""

from typing import Annotated, Literal

from msgspec import Meta

from scenarios.format import FileStruct, Id
from scenarios.plays.scene import next_of
from scenarios.plays.vr_parts import (
    Colour,
    Degrees,
    Extent,
    Figure,
    Metres,
    Paint,
    Part,
    Parts,
    Point,
)

Area = tuple[Metres, Metres, Metres, Metres]


class Prop(FileStruct, frozen=True, kw_only=True):
    """Parts under one name, to be used many times."""

    id: Id
    parts: Parts


class Place(FileStruct, frozen=True, kw_only=True):
    """Where the candidate stands: one for each view of the scene; one for a dialogue."""

    id: Annotated[Id, Meta(description="The id of the view; any in a dialogue.")]
    stand: Annotated[Point, Meta(description="Where they arrive; y is the floor there.")]
    face: Annotated[
        Degrees, Meta(description="Where they look: 0 away from z, 90 to the left.")
    ] = 0  # fmt: skip
    areas: Annotated[
        tuple[Area, ...],
        Meta(min_length=1, max_length=8, description="Where they may go: x, z, x, z."),
    ]


class VrThing(FileStruct, frozen=True, kw_only=True):
    """A thing of the scene. What may be wrong has `good` and `bad`; `parts` is there in both."""

    id: Annotated[Id, Meta(description="The id of the scene's thing.")]
    at: Annotated[Point, Meta(description="Where its parts stand.")]
    turn: Degrees = 0
    touch: Annotated[Extent, Meta(description="Width, height, depth of what is pointed at.")]
    middle: Annotated[Point, Meta(description="The middle of that, from `at`.")]
    parts: Parts = ()
    good: Parts = ()
    bad: Parts = ()


class VrSlide(FileStruct, frozen=True, kw_only=True):
    """A slide of the scene: it lies right at `at` and is moved along its own x."""

    id: Annotated[Id, Meta(description="The id of the scene's slide.")]
    at: Point
    turn: Degrees = 0
    touch: Extent
    middle: Point
    parts: Parts


class VrGuest(FileStruct, frozen=True, kw_only=True):
    """A guest of the dialogue, as a person."""

    id: Annotated[Id, Meta(description="The id of the dialogue's guest.")]
    figure: Figure


class Vr(FileStruct, frozen=True, kw_only=True):
    """A whole file for the headset: where it plays and what everything looks like."""

    light: Annotated[
        Literal["day", "indoors"], Meta(description="Sun and sky, or a lit room with a window.")
    ]
    sky: Annotated[Colour, Meta(description="The colour of what is farthest away.")] = "#bcd7ea"
    sun: Annotated[
        tuple[Metres, Metres, Metres], Meta(description="Where the sun stands, seen from 0.")
    ] = (6, 12, 5)
    paints: Annotated[tuple[Paint, ...], Meta(min_length=1, max_length=60)]
    props: Annotated[tuple[Prop, ...], Meta(max_length=60)] = ()
    scenery: Annotated[
        tuple[Part, ...], Meta(max_length=400, description="What is there for everybody.")
    ] = ()
    places: Annotated[tuple[Place, ...], Meta(min_length=1, max_length=4)]
    things: Annotated[tuple[VrThing, ...], Meta(max_length=60)] = ()
    slides: Annotated[tuple[VrSlide, ...], Meta(max_length=4)] = ()
    guests: Annotated[tuple[VrGuest, ...], Meta(max_length=12)] = ()

    def prop(self, name: str) -> Prop:
        """The prop of that id. Raises KeyError when there is none."""
        return next_of(self.props, name)

    def place(self, name: str) -> Place:
        """The place of that id. Raises KeyError when there is none."""
        return next_of(self.places, name)

    def thing(self, name: str) -> VrThing:
        """The thing of that id. Raises KeyError when there is none."""
        return next_of(self.things, name)

    def slide(self, name: str) -> VrSlide:
        """The slide of that id. Raises KeyError when there is none."""
        return next_of(self.slides, name)

    def guest(self, name: str) -> VrGuest:
        """The guest of that id. Raises KeyError when there is none."""
        return next_of(self.guests, name)
