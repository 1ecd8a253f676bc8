"""Room: kiosk. One step played in a headset: seed, clock and journal are here, a page shows it.

Everything here runs in the session's thread. An act counts when it is in the journal, a pose when
it is on the disk; then the page is told. What happens with the headset has one rule each (rules.py)
and an entry in the attempt's log.
"""

import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from kiosk.plays import Playing, keep_play
from kiosk.session import Session
from kiosk.vr.errors import Code, RefusedError
from kiosk.vr.glance import Glance
from kiosk.vr.intake import Intake
from kiosk.vr.messages import (
    VERSION,
    Ack,
    Did,
    Done,
    End,
    FromPage,
    Hello,
    Pause,
    Ready,
    Sickness,
    Speaking,
    State,
    Stop,
    ToPage,
)
from kiosk.vr.pairing import Pairing
from kiosk.vr.pauses import Pauses
from kiosk.vr.record import Record
from kiosk.vr.rules import FLOODS, GONE_S, GRACE_S, LOADING_S, SILENT_S, SPEAKING_S
from kiosk.vr.told import node_shown, shown_now, welcome
from kiosk.vr.wear import Wear

GONE_WITH_THE_PAGE: tuple[Pause, ...] = ("away", "asleep", "lost")
"""Reasons to stand still that do not hold any more when a page is here anew."""


class HeadsetPlay:
    """A step from its pairing to its end."""

    def __init__(
        self,
        session: Session,
        folder: Path,
        *,
        seated: bool = False,
        felt: bool = False,
        seed: int | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.session = session
        self.seated = seated
        self.pairing = Pairing()
        self.over: str | None = None
        """Why it is over: done, time, stopped or void."""
        self.trouble: BaseException | None = None
        """What the kiosk itself could not do; the screen says it kindly."""
        self.outbox: list[ToPage] = []
        """What the page has yet to be told, in order."""
        self.latencies_ms: deque[float] = deque(maxlen=100_000)
        """From the headset's clock to the disk, of acts and poses, where the page says its zero."""
        self.waited_ms: deque[float] = deque(maxlen=100_000)
        """The same of what waited until a line was there again."""
        self._seed = seed
        self._now = now
        self._record = Record(session, folder)
        if felt:
            self._record.answered.add("before")
        self._intake = Intake(self._record)
        self._wear = Wear(now)
        self._pauses = Pauses(lambda: session.clock, now)
        self._playing: Playing | None = None
        self._page: Hello | None = None
        self._heard, self._here_ms = now(), 0.0
        self._floods = 0
        self._glance = Glance()

    @property
    def playing(self) -> Playing:
        """What is played. Raises RefusedError before a headset was paired."""
        if self._playing is None:
            raise RefusedError("ended", "nothing is played yet", "pair the headset first")
        return self._playing

    @property
    def begun(self) -> bool:
        """Whether a headset was paired, so that there is something to be shown."""
        return self._playing is not None

    @property
    def felt(self) -> bool:
        """Whether it is known how the candidate felt before."""
        return "before" in self._record.answered

    @property
    def answered_after(self) -> bool:
        """Whether it is known how the candidate felt afterwards."""
        return "after" in self._record.answered

    @property
    def acts(self) -> int:
        """How many acts are stored."""
        return self._intake.acts

    @property
    def poses(self) -> int:
        """How many frames are stored."""
        return self._record.poses

    @property
    def glance(self) -> Glance:
        """How it stands; may be asked in any thread."""
        return self._glance

    # --- the page comes and goes ---------------------------------------------------------------

    def hello(self, hello: Hello) -> list[ToPage]:
        """A page wants to play: the step begins, or goes on. Raises RefusedError."""
        self._not_over()
        if hello.v != VERSION:
            raise RefusedError("version", f"the page speaks version {hello.v}", "load it anew")
        try:
            back = self.pairing.admit(hello.token, hello.again)
        except RefusedError as refused:
            self.note("second_headset" if refused.code == "taken" else "wrong_token")
            raise
        if self._playing is None:
            self._playing = self._record.begin(self._seed, seated=self.seated)
        elif not back:
            self._intake.another_page()
            self._pauses.set("loading", True)
        self._page, self._heard, self._here_ms = hello, self._now(), time.time() * 1000
        self._wear.put_on()
        for reason in GONE_WITH_THE_PAGE:
            self._pauses.set(reason, False)
        self._pauses.tell_again()
        self.note("back" if back else "paired", hello.device.name)
        self.outbox = [welcome(self), *node_shown(self.playing)]
        return self._told()

    def gone(self) -> None:
        """The line to the page was cut."""
        if self._page is None or self.over is not None:
            return
        self._wear.take_off()
        self._page = None
        if self._pauses.set("away", True):
            self.note("battery_empty" if self._wear.empty else "away")
        self._settle()

    def renew(self) -> None:
        """A new code for another headset, or for the same after a stop; the old one is dead."""
        self.pairing = Pairing()
        if self.over == "stopped":
            self.over = None
        self.gone()
        self._settle()

    # --- what the page says --------------------------------------------------------------------

    def take(self, inbox: Sequence[FromPage | bytes]) -> list[ToPage]:
        """What came together is written together. Raises RefusedError when some of it is bad."""
        if self.over is not None:
            return self._take_after(inbox)
        self.pairing.taken = True
        self._heard = self._now()
        before = (self.acts, self.poses)
        done: list[float] = []
        try:
            for message in inbox:
                if self.over is None:
                    done += self._take(message)
        finally:
            if self._record.keeper is not None:
                self._record.keeper.sync()
        self._timed(done)
        if (self.acts, self.poses) != before:
            self.outbox.insert(0, Ack(self.acts, self.poses))
        return self._told()

    def _take_after(self, inbox: Sequence[FromPage | bytes]) -> list[ToPage]:
        """After the end only how the candidate feels is of interest; the rest was on its way."""
        for message in inbox:
            if isinstance(message, Sickness) and message.when == "after":
                self.answer(message)
        return self._told()

    def refuse(self, code: Code, detail: str) -> None:
        """The host refused something before it came here."""
        what = {"origin": "origin", "flood": "flood", "message": "bad_message"}.get(code)
        if what is None or self.over is not None:
            return
        self.note(what, detail)
        if code == "flood":
            self._floods += 1
            if self._floods >= FLOODS:
                self._void("too_many_floods")
        self._settle()

    def _take(self, message: FromPage | bytes) -> list[float]:
        match message:
            case bytes():
                return self._take_poses(message)
            case Did():
                return self._take_act(message)
            case _:
                self._take_word(message)
        return []

    def _take_word(self, message: FromPage) -> None:
        match message:
            case State():
                self._take_state(message)
            case Speaking():
                self._pauses.set("speaking", message.on)
            case Sickness():
                self.answer(message)
            case Ready():
                self._pauses.set("loading", False)
                if self._pauses.set("rest", False):
                    self._wear.rested()
                    self.note("back", "rest")
            case Stop():
                self.stop()
            case Done():
                self.finish("done")
            case _:
                raise RefusedError("message", "a page says hello once", "open the page anew")

    def _take_act(self, did: Did) -> list[float]:
        counts = self._pauses.still_for() <= GRACE_S
        if not self._intake.act(self.playing, did, counts=counts):
            return []
        if did.act == "say":
            self.outbox += node_shown(self.playing)
        return [did.t]

    def _take_poses(self, data: bytes) -> list[float]:
        new, odd = self._intake.poses(data)
        if self._intake.forged:
            self._void("forged_poses", f"{odd[-1].fault}: {odd[-1].detail}" if odd else "")
            return []
        self._wear.see(new)
        self._change("lost", self._wear.lost)
        return [frame.t_ms for frame in new]

    def _take_state(self, state: State) -> None:
        if self._wear.hear(state):
            self.note("battery_low", f"{state.battery:.0%}")
        self._change("asleep", not state.visible)
        self._change("lost", self._wear.lost)

    # --- what staff and the candidate do at the kiosk ------------------------------------------

    def pause(self, on: bool) -> None:
        """Staff stop the clock, or let it go on."""
        if self.over is None:
            self._change("staff", on)
            self._settle()

    def answer(self, said: Sickness) -> None:
        """Keep how somebody feels; once before and once after."""
        self._record.answer(said)

    def stop(self) -> None:
        """The headset comes off: the clock stands still, the kiosk asks how to go on."""
        self._not_over()
        self._wear.take_off()
        self.note("stopped")
        self._pauses.set("away", True)
        self.over = "stopped"
        self.outbox.append(End("stopped"))
        self._settle()

    def finish(self, why: str) -> None:
        """End the step: keep what was done and where head and hands were."""
        self._not_over()
        self.session.clock.pause()
        keep_play(self.playing)
        self._record.keep_track()
        self.session.finish_step()
        self.over = why
        self.outbox.append(End("time" if why == "time" else "done"))
        self._settle()

    def leave(self) -> None:
        """The step will not be ended in a headset: keep the poses, and let go."""
        self._record.keep_track()
        if self.over in (None, "stopped"):
            self.over = "void"
            self.outbox.append(End("void"))
        self._settle()

    def tick(self) -> list[ToPage]:
        """What time brings: its end, a rest, somebody who does not come back."""
        if self.over is None and self._playing is not None:
            if self._pauses.since("speaking") > SPEAKING_S:
                self._pauses.set("speaking", False)
            left = self.session.seconds_left
            if left is not None and left <= 0:
                self.finish("time")
            elif self._pauses.since("away") > GONE_S:
                self._void("gone_for_good")
            elif self._wear.tired:
                self._change("rest", True)
        return self._told()

    @property
    def silent_s(self) -> float:
        """For how long nothing was heard of the page."""
        return self._now() - self._heard

    @property
    def silent(self) -> bool:
        """Whether nothing was heard for so long that the page is away."""
        return self.silent_s > (LOADING_S if self._pauses.why == "loading" else SILENT_S)

    # --- inside --------------------------------------------------------------------------------

    def note(self, what: str, detail: str = "") -> None:
        """Write down what happened, with its rule."""
        self._record.note(what, detail)

    def _change(self, reason: Pause, on: bool) -> None:
        """A reason to stand still begins or ends; both are in the log."""
        if self._pauses.set(reason, on):
            self.note(reason if on else "back", "" if on else reason)

    def _void(self, what: str, detail: str = "") -> None:
        self._record.void(what, detail)
        self.over = "void"
        self.outbox.append(End("void"))

    def _not_over(self) -> None:
        if self.over is not None:
            raise RefusedError("ended", "the step is over", "take the headset off")

    def _told(self) -> list[ToPage]:
        """What the page has to be told now."""
        self._settle()
        told, self.outbox = self.outbox, []
        return told

    def _settle(self) -> None:
        """Have the clock do what the reasons say, and make a picture of it all for staff."""
        if self.over is None and self._playing is not None:
            told = self._pauses.settle()
            if told is not None and self._page is not None:
                self.outbox.append(told)
        elif self.over == "stopped":
            self.session.clock.pause()
        page, taken, wear, keeper = self._page, self._intake, self._wear, self._record.keeper
        self._glance = Glance(
            here=page is not None and self.over is None,
            device=page.device.name if page is not None else "",
            why=self._pauses.why, over=self.over, battery=wear.battery, hz=wear.pulse.hz,
            heard_s=self._heard, view=taken.view, looked_at=taken.looked_at, acts=taken.acts,
            poses=self.poses, odd=taken.odd, frame=keeper.newest if keeper is not None else None,
            **shown_now(self._playing),
        )  # fmt: skip

    def _timed(self, done: Sequence[float]) -> None:
        origin = self._page.origin if self._page is not None else None
        if origin is not None:
            now = time.time() * 1000
            for t in done:
                here = origin + t >= self._here_ms
                (self.latencies_ms if here else self.waited_ms).append(now - origin - t)
