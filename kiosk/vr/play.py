"""Room: kiosk. One step played in a headset: seed, clock and journal are here, a page shows it.

Everything here runs in the session's thread. An act counts when it is in the journal, a pose when
it is on the disk; then the page is told. What happens with the headset has one rule each (rules.py)
and an entry in the attempt's log.
"""

import math
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from pathlib import Path

from hardware.headset.errors import PoseBatchError
from hardware.headset.track import MEDIA_TYPE
from kiosk.attempt import State as Attempt
from kiosk.plays import Playing, keep_play
from kiosk.session import Session
from kiosk.vr.errors import Code, RefusedError
from kiosk.vr.fit import misfit
from kiosk.vr.glance import Glance, Pulse
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
from kiosk.vr.poses import PoseKeeper, rescue
from kiosk.vr.rules import (
    EMPTY,
    FLOODS,
    GONE_S,
    GRACE_S,
    LOST_S,
    LOW,
    MOST_NOTES,
    REST_AFTER_S,
    RULES,
    SPEAKING_S,
)
from kiosk.vr.told import node_shown, shown_now, welcome
from protocol.bodies import HeadsetNoted, ModeChosen, SicknessAnswered

FOLDER = "headset"
"""In the kiosk's folder: spools of poses, and the certificate."""


class HeadsetPlay:
    """A step from its pairing to its end."""

    def __init__(
        self,
        session: Session,
        folder: Path,
        *,
        seated: bool = False,
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
        self._folder = folder
        self._seed = seed
        self._now = now
        self._pauses = Pauses(lambda: session.clock, now)
        self._pulse = Pulse()
        self._playing: Playing | None = None
        self._keeper: PoseKeeper | None = None
        self._page: Hello | None = None
        self._acts = 0
        self._act_ms = -math.inf
        self._heard = now()
        self._worn_s = 0.0
        self._worn_at = now()
        self._battery: float | None = None
        self._low = False
        self._tracking = True
        self._lost_ms: float | None = None
        self._floods = 0
        self._answered: set[str] = set()
        self._noted: Counter[str] = Counter()
        self._odd = 0
        self._view = self._looked = ""
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
    def answered_after(self) -> bool:
        """Whether it is known how the candidate felt afterwards."""
        return "after" in self._answered

    @property
    def acts(self) -> int:
        """How many acts are stored."""
        return self._acts

    @property
    def poses(self) -> int:
        """How many frames are stored."""
        return 0 if self._keeper is None else self._keeper.last_n

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
            self._begin()
        elif not back and self._keeper is not None:
            self._keeper.another_page()
            self._act_ms = -math.inf
            self._pauses.set("loading", True)
        self._page, self._heard, self._worn_at = hello, self._now(), self._now()
        self._tracking, self._lost_ms = True, None
        self._pauses.set("away", False)
        self._pauses.set("asleep", False)
        self._pauses.set("lost", False)
        self._pauses.tell_again()
        self.note("back" if back else "paired", hello.device.name)
        self.outbox = [welcome(self), *node_shown(self.playing)]
        return self._told()

    def gone(self) -> None:
        """The line to the page was cut."""
        if self._page is None or self.over is not None:
            return
        self._count_worn()
        self._page = None
        empty = self._battery is not None and self._battery <= EMPTY
        if self._pauses.set("away", True):
            self.note("battery_empty" if empty else "away")
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
        if self.over in ("done", "time"):
            return self._take_after(inbox)
        self._not_over()
        self.pairing.taken = True
        self._heard = self._now()
        before = (self._acts, self.poses)
        done: list[float] = []
        try:
            for message in inbox:
                if self.over is None:
                    done += self._take(message)
        finally:
            if self._keeper is not None and self.over is None:
                self._keeper.sync()
        self._timed(done)
        if (self._acts, self.poses) != before:
            self.outbox.insert(0, Ack(self._acts, self.poses))
        return self._told()

    def _take_after(self, inbox: Sequence[FromPage | bytes]) -> list[ToPage]:
        """After the end only how the candidate feels is of interest; the rest was on its way."""
        for message in inbox:
            if isinstance(message, Sickness) and message.when == "after":
                self.answer(message)
        return []

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
                    self._worn_s, self._worn_at = 0.0, self._now()
                    self.note("back", "rest")
            case Stop():
                self.stop()
            case Done():
                self.finish("done")
            case _:
                raise RefusedError("message", "a page says hello once", "open the page anew")

    def _take_act(self, did: Did) -> list[float]:
        if did.n <= self._acts:
            return []  # sent again after a cut
        if did.n > self._acts + 1:
            self.note("gap", f"act {did.n} after {self._acts}")
            raise RefusedError("gap", f"acts before {did.n} are missing", "send them first")
        if not math.isfinite(did.t) or did.t < self._act_ms:
            self.note("bad_act", f"time goes back at act {did.n}")
            raise RefusedError("order", "the time of an act goes back", "open the page anew")
        if self._pauses.still_for() > GRACE_S:
            self.note("act_while_paused", f"{did.act} {did.on}")
            self._acts, self._act_ms = did.n, did.t
            return []
        wrong = misfit(self.playing, did)
        if wrong is not None:
            self.note("bad_act", f"act {did.n}: {wrong}")
            raise RefusedError("act", wrong, "open the page anew")
        acted = self.playing.made(did.act, did.on, did.choices, value=did.value, by=did.by)
        self.playing.take([acted])
        self._acts, self._act_ms = did.n, did.t
        if did.act == "go":
            self._view = did.on
        self._looked = did.on
        if did.act == "say":
            self.outbox += node_shown(self.playing)
        return [did.t]

    def _take_poses(self, data: bytes) -> list[float]:
        assert self._keeper is not None  # noqa: S101 - a page is here, so the step has begun
        try:
            new, odd = self._keeper.add(data)
        except PoseBatchError as problem:
            gap = "missing" in str(problem)
            self.note("gap" if gap else "bad_message", str(problem))
            raise RefusedError(
                "gap" if gap else "message", str(problem), "send what is missing"
            ) from problem
        if odd:
            if self._odd == 0:
                self.note("odd_poses", f"{odd[0].fault}: {odd[0].detail}")
            self._odd += len(odd)
        if self._keeper.forged:
            self._void("forged_poses", f"{odd[-1].fault}: {odd[-1].detail}" if odd else "")
            return []
        if new and new[0].n == 1:
            self.note("poses")  # the track's first moment, for whoever plays it again
        for frame in new:
            self._pulse.beat(frame.t_ms)
            if not frame.lost:
                self._lost_ms = None
            elif self._lost_ms is None:
                self._lost_ms = frame.t_ms
        if new:
            self._watch_tracking(new[-1].t_ms)
        return [frame.t_ms for frame in new]

    def _take_state(self, state: State) -> None:
        self._battery = state.battery
        if state.battery is not None and state.battery <= LOW and not self._low:
            self._low = True
            self.note("battery_low", f"{state.battery:.0%}")
        self._change("asleep", not state.visible)
        self._tracking = state.tracking
        self._watch_tracking(self._pulse.times[-1] if self._pulse.times else 0.0)

    def _watch_tracking(self, t_ms: float) -> None:
        long = self._lost_ms is not None and t_ms - self._lost_ms > LOST_S * 1000
        self._change("lost", not self._tracking or long)

    # --- what staff and the candidate do at the kiosk ------------------------------------------

    def pause(self, on: bool) -> None:
        """Staff stop the clock, or let it go on."""
        if self.over is None:
            self._change("staff", on)
            self._settle()

    def answer(self, said: Sickness) -> None:
        """Keep how somebody feels; once before and once after."""
        if said.when in self._answered or self.session.over:
            return
        self._answered.add(said.when)
        self.session.log(
            SicknessAnswered(
                step=self._step, when=said.when, nausea=said.answers.nausea,
                eyes=said.answers.eyes, dizzy=said.answers.dizzy,
            )
        )  # fmt: skip

    def stop(self) -> None:
        """The headset comes off: the clock stands still, the kiosk asks how to go on."""
        self._not_over()
        self._count_worn()
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
        self._keep_track()
        self.session.finish_step()
        self.over = why
        self.outbox.append(End("time" if why == "time" else "done"))
        self._settle()

    def leave(self) -> None:
        """The step will not be ended in a headset: keep the poses, and let go."""
        if self._keeper is not None and self.session.state is Attempt.WORKING:
            self._keep_track()
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
            elif self._worn() > REST_AFTER_S:
                self._change("rest", True)
        return self._told()

    @property
    def silent_s(self) -> float:
        """For how long nothing was heard of the page."""
        return self._now() - self._heard

    # --- inside --------------------------------------------------------------------------------

    @property
    def _step(self) -> str:
        return self._playing.step if self._playing is not None else self.session.step.id

    def note(self, what: str, detail: str = "") -> None:
        """Write down what happened, with its rule."""
        self._noted[what] += 1
        if self.session.over or self._noted[what] > MOST_NOTES:
            return
        body = HeadsetNoted(step=self._step, what=what, rule=RULES[what], detail=detail[:300])
        self.session.log(body)

    def _begin(self) -> None:
        session = self.session
        session.begin_step()
        session.clock.pause()
        session.log(ModeChosen(step=session.step.id, mode="headset", seated=self.seated))
        self._playing = Playing(session, self._seed)
        name = f"{session.attempt}-{session.step.id}"
        left = rescue(self._folder, name)
        if left is not None:
            session.keep(left, MEDIA_TYPE, "track")
        self._keeper = PoseKeeper(self._folder, name)
        self._playing.begin()

    def _change(self, reason: Pause, on: bool) -> None:
        """A reason to stand still begins or ends; both are in the log."""
        if self._pauses.set(reason, on):
            self.note(reason if on else "back", "" if on else reason)

    def _keep_track(self) -> None:
        if self._keeper is None:
            return
        path = self._keeper.finish()
        if path is not None:
            self.session.keep(path, MEDIA_TYPE, "track")
        self._keeper.close()

    def _void(self, what: str, detail: str = "") -> None:
        self.note(what, detail)
        self.session.clock.pause()
        self._keep_track()
        self.session.void(f"headset: {what}")
        self.over = "void"
        self.outbox.append(End("void"))

    def _not_over(self) -> None:
        if self.over is not None:
            raise RefusedError("ended", "the step is over", "take the headset off")

    def _worn(self) -> float:
        going = self._now() - self._worn_at if self._page is not None else 0.0
        return self._worn_s + going

    def _count_worn(self) -> None:
        """Time in the headset counts towards a rest; taking it off for a while is one."""
        self._worn_s = self._worn()
        self._worn_at = self._now()

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
        keeper = self._keeper
        self._glance = Glance(
            here=self._page is not None and self.over is None,
            device=self._page.device.name if self._page is not None else "",
            why=self._pauses.why, over=self.over, battery=self._battery, hz=self._pulse.hz,
            heard_s=self._heard, view=self._view, looked_at=self._looked, acts=self._acts,
            poses=self.poses, odd=self._odd, frame=keeper.newest if keeper is not None else None,
            **shown_now(self._playing),
        )  # fmt: skip

    def _timed(self, done: Sequence[float]) -> None:
        origin = self._page.origin if self._page is not None else None
        if origin is not None:
            now = time.time() * 1000
            self.latencies_ms.extend(now - origin - t for t in done)
