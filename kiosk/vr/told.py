"""Room: kiosk. What a page is told of a play: where it stands, and what is said now."""

from typing import TYPE_CHECKING, TypedDict

from kiosk.plays import Playing
from kiosk.vr.messages import VERSION, Choice, Marks, NodeShown, ToPage, Welcome
from scenarios.plays import Dialogue, SceneSetup

if TYPE_CHECKING:
    from kiosk.vr.play import HeadsetPlay


def welcome(play: "HeadsetPlay") -> Welcome:
    """What a page needs to begin, or to go on where another one was cut off."""
    session, playing = play.session, play.playing
    limit = session.step.time_limit_s
    return Welcome(
        v=VERSION,
        language=session.started.language,
        kind="dialogue" if isinstance(playing.play, Dialogue) else "scene",
        pack=session.pack.id,
        step=playing.step,
        acts=play.acts,
        poses=play.poses,
        elapsed_s=round(session.clock.seconds, 2),
        limit_s=None if limit is None else float(limit),
        seated=play.seated,
        felt=play.felt,
        again=play.pairing.again,
        marks=_marks(playing),
    )


def node_shown(playing: Playing) -> list[ToPage]:
    """The moment of the conversation that the candidate stands at; nothing for a scene."""
    if not isinstance(playing.play, Dialogue):
        return []
    run, session = playing.dialogue, playing.session
    node, language = run.node, session.started.language

    def say(key: str) -> str:
        return run.setup.fill(session.pack.text(key, language))

    choices = [Choice(reply.id, say(node.label(reply))) for reply in run.setup.choices(node)]
    return [NodeShown(node.id, say(node.says), node.voice, node.mood, choices)]


class Shown(TypedDict, total=False):
    """What a glance says of the place or the guest that the candidate has before them."""

    setup: SceneSetup
    offsets: tuple[tuple[str, float], ...]
    picture: str


def shown_now(playing: Playing | None) -> Shown:
    """What is before the candidate, as it may be read in another thread."""
    if playing is None:
        return {}
    if isinstance(playing.play, Dialogue):
        run = playing.dialogue
        return {"picture": run.setup.guest.picture(run.node.mood)}
    scene = playing.scene
    return {"setup": scene.setup, "offsets": tuple(scene.offsets_mm_now.items())}


def _marks(playing: Playing) -> Marks:
    if isinstance(playing.play, Dialogue):
        return Marks()
    run = playing.scene
    return Marks(
        sorted(run.reported),
        sorted(run.cleared),
        {thing: list(options) for thing, options in run.chosen.items()},
        run.offsets_mm_now,
    )
