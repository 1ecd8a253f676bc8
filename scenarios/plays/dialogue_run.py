"""Room: scenarios. A dialogue as one candidate gets it, and how it went: pure folds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from scenarios.errors import PlayError
from scenarios.plays.acts import Acted
from scenarios.plays.dialogue import Dialogue, Guest, Node, Reply
from scenarios.plays.dice import Dice


@dataclass(frozen=True)
class DialogueSetup:
    """What the seed makes of a dialogue: who comes, how it turns, in which order choices stand."""

    dialogue: Dialogue
    guest: Guest
    turns: Mapping[str, str]
    orders: Mapping[str, tuple[str, ...]]

    def choices(self, node: Node) -> list[Reply]:
        """A node's choices in this candidate's order."""
        by_id = {reply.id: reply for reply in node.choices}
        return [by_id[name] for name in self.orders[node.id]]

    def fill(self, text: str) -> str:
        """A text with the guest's name and facts in it."""
        return text.format_map({"guest": self.guest.name, **self.guest.facts})


def set_up_dialogue(dialogue: Dialogue, seed: int) -> DialogueSetup:
    """Draw a dialogue."""
    dice = Dice(seed)
    guest = dice.one(dialogue.guests)
    turns = {turn.id: dice.one(turn.nodes) for turn in dialogue.turns}
    orders = {
        node.id: dice.shuffled([reply.id for reply in node.choices]) for node in dialogue.nodes
    }
    return DialogueSetup(dialogue, guest, turns, orders)


@dataclass(frozen=True)
class Said:
    """One thing the candidate said or did, and the desk's clock after it, s."""

    node: Node
    reply: Reply
    desk_s: float


@dataclass
class DialogueRun:
    """How a dialogue went so far.

    The desk's clock is what the candidate took, and what each thing chosen takes at a real desk.
    """

    setup: DialogueSetup
    node: Node
    said: list[Said] = field(default_factory=list)
    _extra_s: float = 0.0

    @property
    def over(self) -> bool:
        """Whether nothing more is to be said."""
        return not self.node.choices

    @property
    def flags(self) -> dict[str, float]:
        """Every flag raised so far, with the desk's time at which it first was, s."""
        raised: dict[str, float] = {}
        for said in self.said:
            for flag in said.reply.flags:
                raised.setdefault(flag, said.desk_s)
        return raised

    def levels(self, criterion: str) -> list[int]:
        """The levels of what was chosen, for one judgement."""
        found = [said.reply.levels.get(criterion) for said in self.said]
        return [level for level in found if level is not None]

    def after(self, act: Acted) -> None:
        """Take in one act. Raises PlayError for one that cannot follow."""
        reply = next((one for one in self.node.choices if [one.id] == act.choices), None)
        if act.act != "say" or act.on != self.node.id or reply is None:
            raise PlayError(
                f"{act.act!r} {act.choices} at {act.on!r} cannot follow {self.node.id!r}: the pack "
                "is not the one of the attempt"
            )
        self._extra_s += reply.takes_s
        self.said.append(Said(self.node, reply, round(act.at_s + self._extra_s, 2)))
        to = self.setup.turns[reply.to[1:]] if reply.to.startswith("@") else reply.to
        self.node = self.setup.dialogue.node(to)


def run_dialogue(dialogue: Dialogue, seed: int, acts: Iterable[Acted]) -> DialogueRun:
    """Set a dialogue up and take in what was said. Raises PlayError for what cannot follow."""
    setup = set_up_dialogue(dialogue, seed)
    run = DialogueRun(setup, dialogue.node(dialogue.first))
    for act in acts:
        run.after(act)
    return run
