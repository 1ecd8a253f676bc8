"""Room: kiosk. What happens with a headset, and the one rule for each: the table in docs/vr.md."""

from collections.abc import Mapping
from typing import Literal

Rule = Literal["pause", "go_on", "ignore", "refuse", "void", "end"]

RULES: Mapping[str, Rule] = {
    "paired": "go_on",
    "poses": "go_on",
    "asleep": "pause",
    "lost": "pause",
    "away": "pause",
    "battery_empty": "pause",
    "staff": "pause",
    "rest": "pause",
    "back": "go_on",
    "battery_low": "ignore",
    "stopped": "end",
    "second_headset": "refuse",
    "wrong_token": "refuse",
    "origin": "refuse",
    "bad_message": "refuse",
    "bad_act": "refuse",
    "gap": "refuse",
    "flood": "refuse",
    "odd_poses": "ignore",
    "act_while_paused": "ignore",
    "too_many_floods": "void",
    "forged_poses": "void",
    "gone_for_good": "void",
}
"""What may happen, by the name in the attempt's log."""

SILENT_S = 6.0
"""Without a heart-beat for longer a headset is away; a page sends one every two seconds."""

LOADING_S = 60.0
"""The same while the place is being loaded: a weak headset draws nothing else meanwhile."""

GONE_S = 900.0
"""Who does not come back within this time has left; the next person must not go on."""

REST_AFTER_S = 900.0
"""So long in the headset without a rest; then there is a pause, and the clock stands still."""

LOST_S = 1.0
"""A headset that looks away from all it knows for a moment finds itself again."""

LOW, EMPTY = 0.15, 0.06
"""Share of the battery: staff are told; a headset that goes then is taken to be empty."""

MOST_NOTES = 25
"""Entries of one kind in one step: whoever knocks at the door all day must not fill the log."""

FLOODS = 3
"""So many floods in one step are no accident."""

A_SECOND, BURST = 200, 400
"""Messages of one page: poses come 20 to 90 times a second."""

SPEAKING_S = 30.0
"""A line is read in less; a page that says it still speaks wins no more time."""

GRACE_S = 1.0
"""What was done in the moment in which the clock stopped still counts."""

UNWELL = 2
"""From this answer of the sickness check on, the screen is advised."""
