"""Room: kiosk. A scene or dialogue being played: its seed, its acts, what is kept of it."""

from kiosk.plays.drawn import sprite_box, view_picture
from kiosk.plays.kept import keep_play
from kiosk.plays.playing import Playing
from kiosk.plays.simulated import play_simulated

__all__ = ["Playing", "keep_play", "play_simulated", "sprite_box", "view_picture"]
