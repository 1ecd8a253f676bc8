"""Scores attempts again from their observations, remembering the latest. Touches nothing."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

from assessor_server.attempts import last_observations
from protocol.events import Event
from scenarios import AIScore, Pack, propose_scores

REMEMBERED = 500  # an attempt is scored in about a second, looked at a dozen times in a day


@dataclass(frozen=True)
class Rescorer:
    """What the engine here makes of an attempt: a pure function of its pack and its events."""

    packs: Mapping[str, Pack]  # by digest
    _known: OrderedDict[str, Sequence[AIScore]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def scores(self, pack: str, head: str, events: Sequence[Event]) -> Sequence[AIScore] | None:
        """The scores of a whole chain of events with this head; None when the pack is not here.

        The head stands for all events, and the first of them names the pack. Raises
        msgspec.ValidationError for observations this version does not know.
        """
        if pack not in self.packs:
            return None
        with self._lock:
            if head in self._known:
                self._known.move_to_end(head)
                return self._known[head]
        made = propose_scores(self.packs[pack], last_observations(events))
        with self._lock:
            self._known[head] = made
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return made
