"""Room: scenarios. What a scenes/NAME.toml may say: places to look at, and what is there to find.

Every name a candidate reads stands in the pack's texts, under the keys that the docstrings name.
"""

from typing import Annotated, Protocol, TypeVar

from msgspec import Meta

from scenarios.format import FileStruct, Id, PictureName

Pixel = Annotated[float, Meta(ge=0, le=4096)]


class Named(Protocol):
    """Anything with an id."""

    @property
    def id(self) -> str:
        """Its name in the file."""
        ...


NamedT = TypeVar("NamedT", bound=Named)


class View(FileStruct, frozen=True, kw_only=True):
    """A place the candidate can go to: one picture. Text: `views.ID`."""

    id: Id
    picture: Annotated[PictureName, Meta(description="What it looks like when nothing is wrong.")]


class Group(FileStruct, frozen=True, kw_only=True):
    """Things of one kind, of which each candidate finds the same number wrong.

    Its members must be equally hard: that is what makes two candidates' scenes equal.
    """

    id: Id
    wrong: Annotated[int, Meta(ge=1, le=20, description="How many of its things are wrong.")]


class Thing(FileStruct, frozen=True, kw_only=True):
    """Something in a view that can be touched. Text: `things.ID`, which must not tell its state.

    With a `group` it may be wrong, and is drawn as `bad` then. Without one it is always right,
    however odd it looks. With `task = true` it is neither: there is work to be done in order.
    """

    id: Id
    view: Annotated[Id, Meta(description="The view it is seen in.")]
    place: Annotated[
        tuple[Pixel, Pixel, Pixel, Pixel],
        Meta(description="Left, top, right and bottom in the view's picture, in its pixels."),
    ]
    outline: Annotated[
        tuple[tuple[Pixel, Pixel], ...],
        Meta(max_length=40, description="Its shape inside `place`, where a box takes in too much."),
    ] = ()
    group: Annotated[Id | None, Meta(description="The group it is drawn from.")] = None
    good: Annotated[
        PictureName | None, Meta(description="Drawn into `place` when nothing is wrong with it.")
    ] = None
    bad: Annotated[PictureName | None, Meta(description="Drawn into `place` when it is wrong.")] = (
        None
    )
    task: Annotated[
        bool, Meta(description="Work that everybody has to do: choose what, and in which order.")
    ] = False
    options: Annotated[
        tuple[Id, ...],
        Meta(max_length=8, description="What can be done about it. Texts: `options.ID`."),
    ] = ()
    right: Annotated[
        tuple[Id, ...],
        Meta(max_length=8, description="Those of the options that are right, in their order."),
    ] = ()
    difficulty: Annotated[
        int, Meta(ge=1, le=3, description="How hard it is to find; alike in a group.")
    ] = 1


class Slide(FileStruct, frozen=True, kw_only=True):
    """Something to be put into place by moving it left and right. Text: `slides.ID`.

    `picture` is drawn with its left top corner at `at` when it lies right; the seed moves it by
    `least_mm` to `most_mm` to either side. `mm_per_px` is the scale of the view's picture.
    """

    id: Id
    view: Annotated[Id, Meta(description="The view it is seen in.")]
    picture: PictureName
    at: Annotated[
        tuple[Pixel, Pixel], Meta(description="Left and top in the view's picture, lying right.")
    ]
    mm_per_px: Annotated[float, Meta(gt=0, le=100, description="Millimetres a pixel stands for.")]
    step_mm: Annotated[float, Meta(gt=0, le=100, description="How far one touch moves it.")]
    least_mm: Annotated[float, Meta(gt=0, le=2000, description="Least distance at the beginning.")]
    most_mm: Annotated[float, Meta(gt=0, le=2000, description="Largest distance then.")]


class Scene(FileStruct, frozen=True, kw_only=True):
    """A whole scene file: what one step shows."""

    views: Annotated[tuple[View, ...], Meta(min_length=1, max_length=4)]
    groups: Annotated[tuple[Group, ...], Meta(max_length=20)] = ()
    things: Annotated[tuple[Thing, ...], Meta(max_length=60)] = ()
    slides: Annotated[tuple[Slide, ...], Meta(max_length=4)] = ()

    def thing(self, name: str) -> Thing:
        """The thing of that id. Raises KeyError when there is none."""
        return next_of(self.things, name)

    def slide(self, name: str) -> Slide:
        """The slide of that id. Raises KeyError when there is none."""
        return next_of(self.slides, name)

    def view(self, name: str) -> View:
        """The view of that id. Raises KeyError when there is none."""
        return next_of(self.views, name)

    @property
    def pictures(self) -> set[str]:
        """Every picture it shows."""
        named = [thing.good for thing in self.things] + [thing.bad for thing in self.things]
        shown = {view.picture for view in self.views} | {slide.picture for slide in self.slides}
        return shown | {name for name in named if name is not None}

    @property
    def text_keys(self) -> set[str]:
        """Every text it shows."""
        keys = {f"views.{view.id}" for view in self.views}
        keys |= {f"things.{thing.id}" for thing in self.things}
        keys |= {f"options.{option}" for thing in self.things for option in thing.options}
        return keys | {f"slides.{slide.id}" for slide in self.slides}


def next_of(items: tuple[NamedT, ...], name: str) -> NamedT:
    """The one item of that id. Raises KeyError when there is none."""
    for item in items:
        if item.id == name:
            return item
    raise KeyError(name)
