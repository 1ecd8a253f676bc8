"""Room: scenarios. What a dialogues/NAME.toml may say: who comes, what is said, what may follow.

Everything said stands in the pack's texts: `nodes.ID.says` and `nodes.ID.choices.CHOICE`. In a
text `{guest}` stands for the guest's name and `{room}` (say) for the fact of that name.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from scenarios.format import FileStruct, Id, PictureName
from scenarios.plays.scene import next_of

Mood = Literal["calm", "pleased", "upset"]


class Guest(FileStruct, frozen=True, kw_only=True):
    """Somebody who may come; the seed says who does. Names and facts are the same everywhere."""

    id: Id
    name: Annotated[str, Meta(min_length=1, max_length=40, description="As they are called.")]
    calm: PictureName
    pleased: PictureName
    upset: PictureName
    facts: Annotated[
        dict[str, str], Meta(description="What texts may say of them, such as `room`.")
    ] = msgspec.field(default_factory=dict)

    def picture(self, mood: Mood) -> str:
        """The picture of the guest in a mood."""
        return {"calm": self.calm, "pleased": self.pleased, "upset": self.upset}[mood]


class Turn(FileStruct, frozen=True, kw_only=True):
    """A place where the seed decides how it goes on. A choice leads there with `to = "@ID"`.

    The nodes must be alike: as many choices, with the same levels and flags.
    """

    id: Id
    nodes: Annotated[tuple[Id, ...], Meta(min_length=2, max_length=12)]


class Reply(FileStruct, frozen=True, kw_only=True):
    """Something the candidate may say or do. Text: `nodes.NODE.choices.ID`."""

    id: Id
    to: Annotated[
        str,
        Meta(
            pattern=r"^@?[a-z][a-z0-9_]{0,47}$(?!\n)",
            description="The node that follows, or `@` and a turn.",
        ),
    ]
    takes_s: Annotated[
        float,
        Meta(ge=0, le=3600, description="Seconds it takes at a real desk, added to the clock."),
    ] = 0.0
    flags: Annotated[
        tuple[Id, ...], Meta(max_length=10, description="What is true once it was chosen.")
    ] = ()
    levels: Annotated[
        dict[str, Annotated[int, Meta(ge=0, le=3)]],
        Meta(description="How well it does, 0 to 3, by the id of a judgement criterion."),
    ] = msgspec.field(default_factory=dict)


class Node(FileStruct, frozen=True, kw_only=True):
    """A moment of the conversation. Text: `nodes.ID.says`. Without choices it is the end."""

    id: Id
    voice: Annotated[
        Literal["guest", "narrator"],
        Meta(description="Who says it; a narrator tells what happens."),
    ] = "guest"
    mood: Annotated[Mood, Meta(description="How the guest looks.")] = "calm"
    choices: Annotated[tuple[Reply, ...], Meta(max_length=5)] = ()

    @property
    def says(self) -> str:
        """The text key of what is said."""
        return f"nodes.{self.id}.says"

    def label(self, reply: Reply) -> str:
        """The text key of one of its choices."""
        return f"nodes.{self.id}.choices.{reply.id}"


class Dialogue(FileStruct, frozen=True, kw_only=True):
    """A whole dialogue file: what one step plays."""

    first: Annotated[Id, Meta(description="The node it begins with.")]
    guests: Annotated[tuple[Guest, ...], Meta(min_length=1, max_length=12)]
    turns: Annotated[tuple[Turn, ...], Meta(max_length=12)] = ()
    nodes: Annotated[tuple[Node, ...], Meta(min_length=2, max_length=80)]

    def node(self, name: str) -> Node:
        """The node of that id. Raises KeyError when there is none."""
        return next_of(self.nodes, name)

    @property
    def pictures(self) -> set[str]:
        """Every picture it shows."""
        return {name for guest in self.guests for name in (guest.calm, guest.pleased, guest.upset)}

    @property
    def text_keys(self) -> set[str]:
        """Every text it shows."""
        keys = {node.says for node in self.nodes}
        return keys | {node.label(reply) for node in self.nodes for reply in node.choices}

    @property
    def flags(self) -> set[str]:
        """Every flag that some choice raises."""
        return {flag for node in self.nodes for reply in node.choices for flag in reply.flags}
