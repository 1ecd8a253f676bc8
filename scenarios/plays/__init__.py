"""Room: scenarios. Scenes to look through and dialogues to lead: from a seed to a score, pure."""

from scenarios.plays.acts import Acted, PlayBegun
from scenarios.plays.dialogue import Dialogue, Guest, Node, Reply
from scenarios.plays.dialogue_run import DialogueRun, DialogueSetup, run_dialogue, set_up_dialogue
from scenarios.plays.dice import SEEDS, Dice
from scenarios.plays.reading import Play
from scenarios.plays.scene import Scene, Slide, Thing, View
from scenarios.plays.scene_run import SceneRun, SceneSetup, run_scene, set_up_scene

__all__ = [
    "SEEDS",
    "Acted",
    "Dialogue",
    "DialogueRun",
    "DialogueSetup",
    "Dice",
    "Guest",
    "Node",
    "Play",
    "PlayBegun",
    "Reply",
    "Scene",
    "SceneRun",
    "SceneSetup",
    "Slide",
    "Thing",
    "View",
    "run_dialogue",
    "run_scene",
    "set_up_dialogue",
    "set_up_scene",
]
