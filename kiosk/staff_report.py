"""Room: kiosk. What the person in charge reads in staff mode; changes nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from hardware import Frame
from kiosk.desk import Desk
from kiosk.devices import Devices
from kiosk.doctor.checkup import beside
from kiosk.recent_log import recent
from kiosk.screens.view import Sighted
from kiosk.texts import Catalogue

LOG_LINES = 8


@dataclass(frozen=True)
class Line:
    """One thing and how it stands; `good` None where there is nothing to judge."""

    name: str
    words: str
    good: bool | None = None


@dataclass(frozen=True)
class Report:
    """What the pages are made from."""

    desk: Desk
    devices: Devices
    cameras: Sequence[Sighted]
    frames: Sequence[Frame]
    target_mm: float
    texts: Catalogue

    def devices_page(self) -> Sequence[Line]:
        """The cameras and everything beside them, as the doctor sees them."""
        say = self.texts.say
        small = say("staff.target", mm=self.texts.number(self.target_mm, 0))
        return [
            *(self._camera(one) for one in self.cameras),
            *(
                Line(line.name, " ".join((line.says, line.remedy)).strip(),
                     None if line.state == "not_set_up" else line.good)
                for line in beside(self.devices, self.texts.language)
            ),
            Line(say("staff.screen"), small, self.target_mm >= 15),
        ]  # fmt: skip

    def _camera(self, one: Sighted) -> Line:
        say = self.texts.say
        name = ": ".join(filter(None, (say("equipment.camera"), one.called, one.name)))
        missing = one.problem or say("equipment.no_camera")
        return Line(name, say("equipment.good") if one.live else missing, one.live)

    def calibration_page(self) -> Sequence[Line]:
        """Whether the camera was calibrated and proven, for each test that measures by it."""
        say, lines = self.texts.say, []
        known = self.desk.has_intrinsics
        lines.append(
            Line(say("staff.intrinsics"), say("staff.yes" if known else "staff.no"), known)
        )
        for pack in self.desk.packs:
            if not pack.uses_camera:
                continue
            for standing in self.desk.camera_standings(pack, self.frames):
                good = standing.standing != "not_proven"
                words = say(f"standing.{standing.standing}")
                title = pack.text("title", self.texts.language)
                name = f"{title} ({standing.called})" if standing.called else title
                lines.append(Line(name, words, good))
        return lines

    def uploads_page(self) -> Sequence[Line]:
        """What waits for the server's word."""
        say, backlog = self.texts.say, self.desk.backlog()
        mib = self.texts.number(backlog.bytes / 2**20, 1)
        return [
            Line(say("staff.link"), self.desk.state(self.texts), backlog.attempts == 0),
            Line(say("staff.entries"), self.texts.number(backlog.entries, 0)),
            Line(say("staff.pieces"), f"{self.texts.number(backlog.pieces, 0)} · {mib} MiB"),
            Line(say("staff.aside"), self.texts.number(backlog.set_aside, 0),
                 backlog.set_aside == 0),
        ]  # fmt: skip

    def updates_page(self) -> Sequence[Line]:
        """The release, and the tests with their versions."""
        say, standing = self.texts.say, self.desk.pulled_standing()
        return [
            Line(say("staff.release"), version("acredita")),
            *(
                Line(pack.text("title", self.texts.language), pack.version,
                     True if pack.id in standing.packs else None)
                for pack in self.desk.packs
            ),
            *(Line(id, fault, False) for id, fault in sorted(standing.refused.items())),
        ]  # fmt: skip

    def logs_page(self) -> Sequence[Line]:
        """The last events, the newest first."""
        return [Line("", event) for event in recent(LOG_LINES)]


PAGES: Mapping[str, Callable[[Report], Sequence[Line]]] = {
    "staff.devices": Report.devices_page,
    "staff.calibration": Report.calibration_page,
    "staff.uploads": Report.uploads_page,
    "staff.updates": Report.updates_page,
    "staff.logs": Report.logs_page,
}
"""Pages by the text key of their name."""
