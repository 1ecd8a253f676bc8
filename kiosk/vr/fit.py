"""Room: kiosk. Whether an act can be one of what is played, before it is written down: pure."""

import math
from collections.abc import Iterable

from kiosk.plays import Playing
from kiosk.vr.messages import Did
from scenarios.plays import Dialogue, Scene


def misfit(playing: Playing, did: Did) -> str | None:
    """Why an act cannot be; None when it can."""
    if did.value is not None and not math.isfinite(did.value):
        return "its value is no number"
    if len(set(did.choices)) != len(did.choices):
        return "it chooses something twice"
    if isinstance(playing.play, Dialogue):
        return _misfit_dialogue(playing, did)
    return _misfit_scene(playing.play, did)


def _misfit_dialogue(playing: Playing, did: Did) -> str | None:
    node = playing.dialogue.node
    if did.act != "say" or did.on != node.id:
        return f"{did.act} at {did.on!r} cannot follow {node.id!r}"
    if len(did.choices) != 1 or did.choices[0] not in {reply.id for reply in node.choices}:
        return f"{node.id!r} has no such choice"
    return None


def _misfit_scene(scene: Scene, did: Did) -> str | None:
    if did.act == "say":
        return "a scene has nothing to say"
    if did.act == "go":
        return _unknown(did, (view.id for view in scene.views))
    if did.act == "slide":
        slide = next((one for one in scene.slides if one.id == did.on), None)
        if slide is None or did.value is None or abs(did.value) > 2 * slide.most_mm:
            return f"{did.on!r} cannot be moved there"
        return None
    thing = next((one for one in scene.things if one.id == did.on), None)
    if thing is None:
        return _unknown(did, ())
    if did.act == "look" and not 0 <= (did.value or 0.0) <= 3600:
        return "nobody looks for so long"
    if did.act in ("report", "clear") and thing.task:
        return f"{did.on!r} is neither right nor wrong"
    if did.act == "choose" and not set(did.choices) <= set(thing.options):
        return f"{did.on!r} has no such option"
    return None


def _unknown(did: Did, known: Iterable[str]) -> str | None:
    return None if did.on in set(known) else f"there is no {did.on!r}"
