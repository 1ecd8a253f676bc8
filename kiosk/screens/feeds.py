"""Room: kiosk. Several cameras as the screens see them: the first that is live, or all in step."""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import replace

from hardware.cameras import Frame, Image, Moment, moment_of
from kiosk.rig import Rig, called
from kiosk.screens.feed import Feed
from kiosk.screens.view import Sighted


class Feeds:
    """Several cameras in step. People see the first that is live; work is seen by all.

    One that dies is passed over: the candidate goes on with the others.
    """

    def __init__(self, feeds: Sequence[tuple[str, Feed]], within_ms: float) -> None:
        """`feeds` are the cameras by name, the main one first."""
        self._feeds = tuple(feeds)
        self._within_ms = within_ms

    @classmethod
    def of(cls, rig: Rig, work: Executor) -> "Feeds":
        """The feeds of a rig; its cameras are opened in `work`."""
        return cls([(one.id, Feed(one.camera, work)) for one in rig.cameras], rig.within_ms)

    @property
    def name(self) -> str:
        """What a person would call them."""
        return " + ".join(f"{name} ({feed.name})" for name, feed in self._feeds)

    @property
    def problem(self) -> str | None:
        """The first camera's that has one."""
        told = (f"{name}: {feed.problem}" for name, feed in self._feeds if feed.problem)
        return next(told, None)

    @property
    def opening(self) -> bool:
        """Whether some are being opened for the first time, and none is open."""
        return self.newest() is None and any(feed.opening for _, feed in self._feeds)

    @property
    def standing(self) -> list[Sighted]:
        """How each camera stands."""
        return [replace(feed.standing[0], called=name) for name, feed in self._feeds]

    def watch(self, now: float) -> None:
        """Open those that are not."""
        for _, feed in self._feeds:
            feed.watch(now)

    def newest(self) -> Frame | None:
        """The newest picture of the first camera that is live."""
        for name, feed in self._feeds:
            frame = feed.newest()
            if frame is not None:
                return called(frame, name)
        return None

    def moment(self) -> Moment | None:
        """What every camera shows at this moment; None while none gives a picture."""
        given = [(name, feed.newest()) for name, feed in self._feeds]
        frames = [called(frame, name) for name, frame in given if frame is not None]
        if not frames:
            return None
        silent = [name for name, frame in given if frame is None]
        return moment_of(frames, self._within_ms, silent)

    def fitted(self, size: tuple[int, int]) -> tuple[int, Image] | None:
        """The picture of the first camera that is live, scaled into a box of `size` pixels."""
        for place, (_, feed) in enumerate(self._feeds):
            fitted = feed.fitted(size)
            if fitted is not None:
                return fitted[0] * len(self._feeds) + place, fitted[1]
        return None

    def hold(self) -> None:
        """Hold exposure and focus of each."""
        for _, feed in self._feeds:
            feed.hold()

    def let_go(self) -> None:
        """Let each choose again."""
        for _, feed in self._feeds:
            feed.let_go()

    def disconnect(self) -> None:
        """Release all."""
        for _, feed in self._feeds:
            feed.disconnect()
