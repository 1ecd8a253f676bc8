"""A child hammers the kiosk: random touches, keys, cables and cuts, and what must hold meanwhile.

`python -m tests.kiosk.monkey --events 1000000` prints one JSON line; any broken promise ends it.
With `--kept FILE` a run that was cut goes on where it was, with the seeds that come next.
"""

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")

import numpy as np
import pygame
import structlog

from hardware import Frame
from kiosk.attempt import State
from kiosk.screens.moves import Go
from kiosk.screens.rehearsal import Rehearsal, rehearse
from kiosk.screens.voice import Voice
from kiosk.sight import Sight
from protocol import decode_event
from scenarios import EdgeSeen, FrameRefused, Pack, find_packs

SIZES = ((640, 400), (400, 640), (480, 480))
BURST = 80
"""Most events between two turns of the loop: far more than two hands can make."""
ONWARD = frozenset({"start", "es", "enrol", "next", "accept", "ready", "done", "keep", "begin",
                    "person", "say", "finish", "mine", "on", "star", "hand in"})  # fmt: skip
"""Buttons chosen as often as all others together, or the monkey would never get to a test."""
CALM_EVERY = 4_000
"""Events after which the child goes away: the kiosk has to come back to its start by itself."""
GIVES_UP_S = 120.0
KEYS = (
    pygame.K_TAB, pygame.K_RETURN, pygame.K_SPACE, pygame.K_ESCAPE, pygame.K_UP, pygame.K_DOWN,
    pygame.K_BACKSPACE, pygame.K_F12, pygame.K_k, pygame.K_7, pygame.K_m,
)  # fmt: skip


class BrokenPromiseError(AssertionError):
    """Something that must never happen did."""


class Clock:
    """The screens' time; a child is patient or not, so it moves as the monkey wants."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


class HastyEyes:
    """Sees something or nothing, at once: not how well it measures is tried here."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def model_digests(self, pack: Pack) -> Mapping[str, str]:
        return {}

    def look(
        self, pack: Pack, frames: Sequence[Frame], language: str, sight: str | None = None
    ) -> Sight:
        if self._chance.random() < 0.4:
            return Sight((FrameRefused("frame", "blurred", "hold still"),), ())
        return Sight((EdgeSeen("frame", [[1.0, 1.0], [9.0, 1.0]], 0.5),), ())


class Monkey:
    """Plays on one kiosk, and looks after every turn whether all promises hold."""

    def __init__(self, play: Rehearsal, chance: random.Random, clock: Clock) -> None:
        self._play = play
        self._chance = chance
        self._clock = clock
        self._image = play.lens.image
        self._written = 0
        self.seen: Counter[str] = Counter()
        self.events = 0
        self._last: deque[str] = deque(maxlen=12)
        """What was shown last, for whoever has to find out what happened."""

    def run(self, events: int) -> None:
        """So many events; raises BrokenPromiseError."""
        calm = CALM_EVERY
        while self.events < events:
            for _ in range(self._chance.randint(1, min(BURST, events - self.events))):
                self._event()
            self._turn()
            if self.events >= calm:
                calm += CALM_EVERY
                self._go_away()

    def _turn(self) -> None:
        stage = self._play.stage
        before = self._attempt()
        self._clock.at += self._chance.choice((0.016, 0.016, 0.1, 1.0))
        stage.tick()
        self.seen[stage.shown.name] += 1
        self._last.append(f"{stage.screen.name}/{stage.card.name if stage.card else ''}")
        self._nothing_written_for_others(before)
        if not (stage.shown.busy or any(button.enabled for button in stage.buttons)):
            self._must_move_on()
        if stage.shown.busy:
            time.sleep(0.0005)

    def _event(self) -> None:
        self.events += 1
        stage, chance = self._play.stage, self._chance
        kind = chance.random()
        if kind < 0.002:
            stage.resize(chance.choice(SIZES))
        elif kind < 0.004:
            self._play.lens.image = None if chance.random() < 0.5 else self._image
        elif kind < 0.0043:
            self._cut()
        elif kind < 0.12:
            key = chance.choice(KEYS)
            letter = chr(key) if key < 128 else ""
            mod = chance.choice((0, pygame.KMOD_SHIFT))
            stage.handle(pygame.event.Event(pygame.KEYDOWN, key=key, unicode=letter, mod=mod))
        elif kind < 0.3:
            self._touch(self._anywhere(), self._anywhere())
        else:
            enabled = [button for button in stage.buttons if button.enabled]
            if enabled:
                onward = [button for button in enabled if button.name in ONWARD]
                some = onward if onward and chance.random() < 0.5 else enabled
                place = chance.choice(some).rect.center
                self._touch(place, place if chance.random() < 0.9 else self._anywhere())

    def _cut(self) -> None:
        """The power goes and comes back: nothing is known any more but what was written."""
        if not self._play.stage.shown.busy:
            self._play.services.visit.forget()
            self._play.stage.go(Go("start"))

    def _touch(self, down: tuple[int, int], up: tuple[int, int]) -> None:
        """A finger, and now and then a second one before the first is lifted."""
        places = [(pygame.MOUSEBUTTONDOWN, down)]
        if self._chance.random() < 0.15:
            places.append((pygame.MOUSEBUTTONDOWN, self._anywhere()))
        if self._chance.random() < 0.97:
            places.append((pygame.MOUSEBUTTONUP, up))
        for kind, place in places:
            self._play.stage.handle(pygame.event.Event(kind, button=1, pos=place))

    def _anywhere(self) -> tuple[int, int]:
        width, height = self._play.stage.surface.get_size()
        return self._chance.randrange(-5, width + 5), self._chance.randrange(-5, height + 5)

    # --- what must hold ------------------------------------------------------------------------

    def _attempt(self) -> str | None:
        session = self._play.services.visit.session
        return session.attempt if session is not None else None

    def _nothing_written_for_others(self, before: str | None) -> None:
        """Every new entry belongs to the visit's attempt, which bears the visit's code."""
        rows = self._play.desk.journal.rows(
            "SELECT position, attempt, says, body FROM entries WHERE position > ?", self._written
        )
        for position, attempt, says, body in rows:
            self._written = max(self._written, int(str(position)))
            if says == "attempt.started":
                self._wait_to_know(attempt)
            if attempt not in (before, self._attempt()) and says != "seal":
                raise BrokenPromiseError(
                    f"{says} was written for {attempt}, not for {before} or {self._attempt()}, "
                    f"after {list(self._last)}"
                )
            if says == "attempt.started":
                self._bears_the_code(bytes(body))

    def _wait_to_know(self, attempt: str) -> None:
        """The screen hears of an attempt just after it was written, from the thread that wrote."""
        end = time.monotonic() + GIVES_UP_S
        while self._attempt() != attempt and self._play.stage.shown.busy:
            if time.monotonic() > end:
                raise BrokenPromiseError(f"the screen never heard of {attempt}")
            task = self._play.stage.shown._task
            if task is not None and task.done():
                return
            time.sleep(0.001)

    def _bears_the_code(self, body: bytes) -> None:
        visit, event = self._play.services.visit, decode_event(body)
        here = visit.session is not None and visit.session.attempt == event.attempt
        if here and event.body["candidate"] != visit.code:
            raise BrokenPromiseError(
                f"{event.body['candidate']} was written for {visit.code}, after {list(self._last)}"
            )

    def _must_move_on(self) -> None:
        """A screen without a button has to end by itself."""
        shown, end = self._play.stage.shown, time.monotonic() + GIVES_UP_S
        while self._play.stage.shown is shown and not any(
            button.enabled for button in self._play.stage.buttons
        ):
            if time.monotonic() > end:
                raise BrokenPromiseError(f"{shown.name!r} is stuck: no button, and nothing moves")
            self._clock.at += 0.2
            self._play.stage.tick()
            time.sleep(0.002)

    def _go_away(self) -> None:
        """Nobody touches anything: the start comes back, and nothing of anybody stays."""
        play = self._play
        play.lens.image = self._image
        end = time.monotonic() + GIVES_UP_S
        while play.stage.shown.name not in ("start", "resume"):
            if time.monotonic() > end:
                raise BrokenPromiseError(f"left alone, {play.stage.shown.name!r} stays for ever")
            self._clock.at += 5.0
            session = play.services.visit.session
            if session is not None and session.state is State.WORKING:
                session.clock._used += 300.0  # the time of a step is another clock's
            self._turn()
            time.sleep(0.001)
        if play.stage.shown.name == "start" and not play.stage.shown.busy:
            visit = play.services.visit
            if visit.session is not None or visit.code or visit.frames:
                raise BrokenPromiseError("something of the last person stayed on the screen")
        play.stage.go(Go("start"))
        self._owner_comes_back()

    def _owner_comes_back(self) -> None:
        """Whoever began a test that was cut off goes on with it, or closes it."""
        visitor, stage = self._play.visitor, self._play.stage
        visitor.wait(lambda: not stage.shown.busy, "the start")
        self._nothing_written_for_others(None)
        if stage.shown.name != "resume":
            return
        session = self._play.services.session
        if self._chance.random() < 0.5:
            self._play.go_on()
        else:
            code = session.started.candidate.replace("-", "")
            for name in ("leave", "mine", *(f"key {sign}" for sign in code), "next"):
                visitor.touch(name)
            visitor.until("start")
        self._nothing_written_for_others(session.attempt)


def play_monkey(folder: Path, events: int, seed: int) -> Monkey:
    """Let the monkey play on a kiosk in `folder`; raises BrokenPromiseError."""
    chance, clock = random.Random(seed), Clock()
    image = np.full((240, 320, 3), 90, np.uint8)
    eyes = HastyEyes(random.Random(seed + 1))
    packs = chance.sample(find_packs(), 3)  # as many as stand on one page: each as often
    with rehearse(folder, packs, eyes, image, SIZES[0], now=clock, voice=Voice(None)) as play:
        monkey = Monkey(play, chance, clock)
        monkey.run(events)
    return monkey


@dataclass
class Tally:
    """What all rounds together have shown; kept in a file, so that a long run may be cut."""

    events: int = 0
    rounds: int = 0
    seen: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, path: Path | None) -> "Tally":
        """What an earlier run came to; nothing without a file."""
        if path is None or not path.exists():
            return cls()
        kept = json.loads(path.read_text(encoding="utf-8"))
        return cls(kept["events"], kept["rounds"], Counter(kept["seen"]))

    def add(self, monkey: Monkey) -> None:
        """Count one more round."""
        self.events += monkey.events
        self.rounds += 1
        self.seen.update(monkey.seen)

    def figures(self) -> str:
        """One JSON line."""
        seen = dict(sorted(self.seen.items()))
        told = {"events": self.events, "rounds": self.rounds, "screens": len(seen), "seen": seen}
        return json.dumps(told)


def main() -> int:
    """Play, and say what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1, help="of the first round; then counted on")
    parser.add_argument("--round", type=int, default=20_000, help="events before a fresh kiosk")
    parser.add_argument("--rounds", type=int, help="stop after so many, to go on another time")
    parser.add_argument("--kept", type=Path, help="file to go on from, written after each round")
    options = parser.parse_args()
    structlog.configure(processors=[lambda *_: (_ for _ in ()).throw(structlog.DropEvent())])
    tally = Tally.of(options.kept)
    last = tally.rounds + options.rounds if options.rounds is not None else None
    while tally.events < options.events and tally.rounds != last:
        events = min(options.round, options.events - tally.events)
        with tempfile.TemporaryDirectory() as folder:
            tally.add(play_monkey(Path(folder), events, options.seed + tally.rounds))
        if options.kept is not None:
            options.kept.write_text(tally.figures() + "\n", encoding="utf-8")
        sys.stderr.write(f"{tally.events} events, {len(tally.seen)} screens\n")
    sys.stdout.write(tally.figures() + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
