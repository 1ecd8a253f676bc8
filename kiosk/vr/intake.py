"""Room: kiosk. What a page does and where its hands are: checked, in order, once each, written."""

import math
from collections.abc import Sequence
from typing import NoReturn

from hardware.headset.errors import PoseBatchError
from hardware.headset.plausible import Odd
from hardware.headset.pose import PoseFrame
from kiosk.plays import Playing
from kiosk.vr.errors import Code, RefusedError
from kiosk.vr.fit import misfit
from kiosk.vr.messages import Did
from kiosk.vr.record import Record


class Intake:
    """The numbers of acts and poses go on from page to page, without a gap."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._act_ms = -math.inf
        self.acts = 0
        """How many acts are stored."""
        self.odd = 0
        """How many frames no person makes."""
        self.view = self.looked_at = ""
        """Where the candidate went last, and what they dealt with last."""

    def another_page(self) -> None:
        """Another headset goes on: its clock is another one."""
        self._act_ms = -math.inf
        if self._record.keeper is not None:
            self._record.keeper.another_page()

    def act(self, playing: Playing, did: Did, *, counts: bool) -> bool:
        """Take an act; one that does not count now has its number all the same.

        False for one that was there already or did not count. Raises RefusedError.
        """
        if did.n <= self.acts:
            return False  # sent again after a cut
        if did.n > self.acts + 1:
            self._refuse("gap", "gap", f"acts before {did.n} are missing", "send them first")
        if not math.isfinite(did.t) or did.t < self._act_ms:
            self._refuse("order", "bad_act", f"time goes back at act {did.n}", "open the page anew")
        if counts:
            wrong = misfit(playing, did)
            if wrong is not None:
                self._refuse("act", "bad_act", f"act {did.n}: {wrong}", "open the page anew")
            acted = playing.made(did.act, did.on, did.choices, value=did.value, by=did.by)
            playing.take([acted])
            self.looked_at = did.on
            self.view = did.on if did.act == "go" else self.view
        else:
            self._record.note("act_while_paused", f"{did.act} {did.on}")
        self.acts, self._act_ms = did.n, did.t
        return counts

    def poses(self, data: bytes) -> tuple[list[PoseFrame], Sequence[Odd]]:
        """Take a batch of poses; the new frames, and the odd ones. Raises RefusedError."""
        keeper = self._record.keeper
        if keeper is None:
            raise RefusedError("ended", "the step is over", "take the headset off")
        try:
            new, odd = keeper.add(data)
        except PoseBatchError as problem:
            gap = "missing" in str(problem)
            what = "gap" if gap else "bad_message"
            self._refuse("gap" if gap else "message", what, str(problem), "send what is missing")
        if odd and self.odd == 0:
            self._record.note("odd_poses", f"{odd[0].fault}: {odd[0].detail}")
        self.odd += len(odd)
        if new and new[0].n == 1:
            self._record.note("poses")  # the track's first moment, for whoever plays it again
        self._record.poses = keeper.last_n
        return new, odd

    @property
    def forged(self) -> bool:
        """Whether the poses cannot be a person's."""
        return self._record.keeper is not None and self._record.keeper.forged

    def _refuse(self, code: Code, what: str, problem: str, remedy: str) -> NoReturn:
        self._record.note(what, problem)
        raise RefusedError(code, problem, remedy)
