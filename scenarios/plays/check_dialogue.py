"""Room: scenarios. Faults of a dialogue that its types alone cannot show, each with its remedy."""

from collections.abc import Iterator, Mapping
from string import Formatter

from scenarios.findings import Finding, did_you_mean
from scenarios.plays.check_scene import twice
from scenarios.plays.dialogue import Dialogue, Node, Turn


def check_dialogue(dialogue: Dialogue, file: str) -> Iterator[Finding]:
    """Yield the faults of a dialogue."""
    nodes = [node.id for node in dialogue.nodes]
    turns = [turn.id for turn in dialogue.turns]
    for key, names in (
        ("nodes", nodes), ("turns", turns), ("guests", [guest.id for guest in dialogue.guests])
    ):  # fmt: skip
        for name in twice(names):
            yield Finding(file, f"{key}[{name}]", "the id stands twice", "Give each its own id.")
    if dialogue.first not in nodes:
        problem = f'there is no node "{dialogue.first}"'
        yield Finding(file, "first", problem, did_you_mean(dialogue.first, nodes))
    for node in dialogue.nodes:
        yield from _node_faults(node, nodes, turns, file)
    for turn in dialogue.turns:
        yield from _turn_faults(turn, dialogue, file)
    facts = [set(guest.facts) for guest in dialogue.guests]
    for guest in dialogue.guests:
        if set(guest.facts) != facts[0]:
            problem = f"it has {sorted(guest.facts)}, the first guest {sorted(facts[0])}"
            remedy = "Give every guest the same facts: texts use them for whoever comes."
            yield Finding(file, f"guests[{guest.id}].facts", problem, remedy)
    yield from _lost(dialogue, file)


def check_words(dialogue: Dialogue, texts: Mapping[str, str], file: str) -> Iterator[Finding]:
    """Yield texts of a language that use a {placeholder} no guest has, or have a lonely brace."""
    known = {"guest", *(fact for guest in dialogue.guests for fact in guest.facts)}
    for key in sorted(dialogue.text_keys & texts.keys()):
        try:
            used = {name for _, name, _, _ in Formatter().parse(texts[key]) if name is not None}
        except ValueError as error:
            yield Finding(file, key, f"a brace is wrong ({error})", "Write {guest} or no brace.")
            continue
        for name in sorted(used - known):
            problem = f"no guest has the fact {{{name}}}"
            yield Finding(file, key, problem, did_you_mean(name, known))


def _node_faults(node: Node, nodes: list[str], turns: list[str], file: str) -> Iterator[Finding]:
    key = f"nodes[{node.id}]"
    for name in twice(reply.id for reply in node.choices):
        yield Finding(file, f"{key}.choices[{name}]", "the id stands twice", "Give each its own.")
    if len(node.choices) == 1:
        remedy = "Add another, or take it out and let the node before lead on."
        yield Finding(file, f"{key}.choices", "one choice is none", remedy)
    for reply in node.choices:
        where = f"{key}.choices[{reply.id}].to"
        if reply.to.startswith("@") and reply.to[1:] not in turns:
            remedy = did_you_mean(reply.to[1:], turns)
            yield Finding(file, where, f'there is no turn "{reply.to[1:]}"', remedy)
        elif not reply.to.startswith("@") and reply.to not in nodes:
            remedy = did_you_mean(reply.to, nodes)
            yield Finding(file, where, f'there is no node "{reply.to}"', remedy)


def _turn_faults(turn: Turn, dialogue: Dialogue, file: str) -> Iterator[Finding]:
    known = {node.id: node for node in dialogue.nodes}
    for name in turn.nodes:
        if name not in known:
            problem = f'there is no node "{name}"'
            yield Finding(file, f"turns[{turn.id}].nodes", problem, did_you_mean(name, known))
    shapes = {_shape(known[name]) for name in turn.nodes if name in known}
    if len(shapes) > 1:
        remedy = "Give its nodes the same number of choices, with the same levels and flags."
        problem = "its nodes are not equally hard"
        yield Finding(file, f"turns[{turn.id}]", problem, remedy)


def _shape(node: Node) -> tuple[object, ...]:
    """What makes a node as hard as another: the levels, flags and times of its choices."""
    choices = [
        (tuple(sorted(reply.levels.items())), tuple(sorted(reply.flags)), reply.takes_s)
        for reply in node.choices
    ]
    return tuple(sorted(choices))


def _lost(dialogue: Dialogue, file: str) -> Iterator[Finding]:
    """Yield nodes that nothing leads to, and nodes that never come to an end."""
    turns = {turn.id: turn.nodes for turn in dialogue.turns}
    leads = {
        node.id: {
            name
            for reply in node.choices
            for name in (turns.get(reply.to[1:], ()) if reply.to.startswith("@") else (reply.to,))
        }
        for node in dialogue.nodes
    }
    reached, waiting = set[str](), [dialogue.first]
    while waiting:
        name = waiting.pop()
        if name in leads and name not in reached:
            reached.add(name)
            waiting += sorted(leads[name])
    for name in sorted(set(leads) - reached):
        remedy = "Let a choice lead to it, or take it out."
        yield Finding(file, f"nodes[{name}]", "nothing leads here", remedy)
    ends = {name for name, following in leads.items() if not following}
    while more := {name for name, to in leads.items() if to & ends} - ends:
        ends |= more
    for name in sorted(set(leads) - ends):
        remedy = "Let a choice lead to a node without choices."
        yield Finding(file, f"nodes[{name}]", "from here it never ends", remedy)
