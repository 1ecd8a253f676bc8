"""Room: scenarios. What a candidate did in a scene or a dialogue, as touch screen and headset say.

`at_s` is the time used in the step, s, without pauses.
"""

from typing import Literal

import msgspec

Hand = Literal["touch", "keys", "gaze", "hand", "simulated"]
"""With what it was done; `simulated` for a candidate made of code."""

Act = Literal["go", "look", "report", "clear", "choose", "slide", "say"]


class PlayBegun(msgspec.Struct, frozen=True, tag_field="kind", tag="play.begun"):
    """A scene or dialogue was set up from a seed: with the pack it says all that was there."""

    step: str
    play: str
    seed: int


class Acted(msgspec.Struct, frozen=True, tag_field="kind", tag="acted"):
    """One thing done.

    In a scene: `go` to a view, `look` at a thing (`value`: for how long, s, where it is known),
    `report` it as wrong, `clear` it as right, `choose` options in order, `slide` something so that
    it lies `value` mm from its place. In a dialogue: `say` one choice of the node `on`.
    """

    step: str
    at_s: float
    act: Act
    on: str
    choices: list[str] = []
    value: float | None = None
    by: Hand = "touch"
