"""Room: kiosk. A candidate made of code plays a step, for runs without a screen."""

from kiosk.plays.kept import keep_play
from kiosk.plays.playing import Playing
from kiosk.session import Session
from scenarios.plays import Acted
from scenarios.plays.simulated import Simulated


def play_simulated(session: Session, skill: float, seed: int | None = None) -> float:
    """Have a candidate made of code play the session's step; returns the seconds it took."""
    playing = Playing(session, seed)
    candidate = Simulated(playing.step, playing.seed, skill)
    acts = [seen for seen in candidate.play(playing.play, playing.file) if isinstance(seen, Acted)]
    playing.begin()
    playing.take(acts)
    keep_play(playing)
    return candidate.seconds
