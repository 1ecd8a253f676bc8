"""Room: kiosk. One whole test without a screen: journal, eyes, uplink; goes on after a cut."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from hardware import Intrinsics, load_intrinsics
from hardware.cameras import UNNAMED, identity_of, open_camera
from hardware.cameras.file.camera_file import VideoCamera
from hardware.cameras.file.configuration_file import FileConfiguration
from kiosk.errors import KioskError
from kiosk.evidence import EvidenceShelf
from kiosk.eyes import OwnEyes
from kiosk.films import film_camera, film_photos, film_recording, film_rig, pictures_of
from kiosk.headless import Film, Person, Player, Progress, Take, run_headless
from kiosk.identity import load_identity
from kiosk.journal import Journal
from kiosk.offer import packs_on_offer, packs_to_resume
from kiosk.plays import play_simulated
from kiosk.proving.proof import CameraProof, Proof, ReportShelf
from kiosk.proving.rig_proof import RigProof
from kiosk.pulled import Pulled
from kiosk.rig import Rig
from kiosk.session import Input, Session
from kiosk.uplink_watch import UplinkProcess
from scenarios import Pack, load_pack


class RecordingError(KioskError):
    """What is to be shown to the session is missing, or given twice."""


@dataclass(frozen=True)
class Recording:
    """What the session is shown: photos, a recording, a live camera, or several in step (`rig`).

    `rendered` says that the recording was drawn by a program. `skill` is that of a candidate made
    of code who plays what is done on the screen (0 to 1), with `seed` where one is given; then
    pictures may be missing.
    """

    photos: tuple[Path, ...] = ()
    video: Path | None = None
    camera: str | None = None
    rig: Rig | None = None
    rendered: bool = False
    skill: float | None = None
    seed: int | None = None

    @property
    def source(self) -> Input:
        """What the attempt's first event says of where its pictures come from."""
        if self.rendered or self.skill is not None:
            return "rendered"
        return "photo" if self.photos else "video" if self.video else "camera"

    @property
    def player(self) -> Player | None:
        """Who plays what is done on the screen; None for nobody."""
        skill, seed = self.skill, self.seed
        return None if skill is None else lambda session: play_simulated(session, skill, seed)

    @contextmanager
    def film(self) -> Iterator[Film]:
        """The function that a headless session asks for frames. Raises RecordingError."""
        sources = (self.video, self.camera, self.rig)
        given = bool(self.photos) + sum(source is not None for source in sources)
        if given == 0 and self.skill is not None:
            yield lambda step: Take()
            return
        if given != 1:
            raise RecordingError("Give one of: photos, a video, a camera, or a file of cameras.")
        if self.photos:
            yield film_photos([open_camera(photo) for photo in self.photos])
        elif self.video is not None:
            recording = VideoCamera(FileConfiguration(self.video))
            recording.connect()
            with film_recording(pictures_of(recording), recording.fps, self.video.name) as film:
                yield film
        elif self.rig is not None:
            with self.rig.running() as running:
                yield film_rig(running)
        else:
            live = open_camera(self.camera or "")
            live.connect()
            try:
                yield film_camera(live)
            finally:
                live.disconnect()


@dataclass(frozen=True)
class Task:
    """One test to run: its attempt's id (chosen by whoever starts it), scenario and person.

    A `demonstration` shows what a camera would decide that nobody proved, and says so.
    """

    attempt: str
    scenario: str
    person: Person
    recording: Recording
    intrinsics: Path | None = None
    demonstration: bool = False


def run_unattended(folder: Path, task: Task, on_progress: Progress, send_within_s: float) -> bool:
    """Run a test to its seal and send it; return whether the server has confirmed everything.

    Run again with the same attempt after a cut, it goes on where the journal ends. Raises
    KioskError and the errors of the rooms it uses; what was written stays in the journal.
    """
    identity = load_identity(folder)
    journal = Journal(folder / "journal.db")
    pack = _pack(folder, journal, task)
    intrinsics = load_intrinsics(task.intrinsics) if task.intrinsics is not None else None
    session = Session(
        pack,
        journal,
        EvidenceShelf(journal),
        identity.seal_key,
        OwnEyes(intrinsics if task.recording.rig is None else task.recording.rig.intrinsics),
        attempt=task.attempt,
        proof=proof_of(task, folder, intrinsics),
    )
    person = replace(task.person, centre=identity.centre, kiosk=identity.kiosk)
    with UplinkProcess(journal) as uplink:
        if not session.over:
            with task.recording.film() as film:
                run_headless(session, person, film, on_progress, task.recording.player)
        on_progress("sending", {"waiting": uplink.state().waiting_entries})
        sent = uplink.wait_until_sent(send_within_s)
        on_progress("sent" if sent else "not sent yet", {"attempt": session.attempt})
    journal.close()
    return sent


def proof_of(task: Task, folder: Path, intrinsics: Intrinsics | None) -> Proof:
    """What a kiosk's folder knows of a task's cameras; drawn pictures and demonstrations need no
    report. Photos of several cameras are of none that could be proven."""
    recording = task.recording
    exempt = "rendered" if recording.rendered else "demonstration" if task.demonstration else None
    if recording.rig is not None:
        return RigProof.of(recording.rig, ReportShelf.of_kiosk(folder), exempt)
    sources = [*recording.photos, recording.video, recording.camera]
    named = {identity_of(source) for source in sources if source is not None}
    camera = named.pop() if len(named) == 1 else UNNAMED
    return CameraProof(ReportShelf.of_kiosk(folder), camera, intrinsics, exempt)


def _pack(folder: Path, journal: Journal, task: Task) -> Pack:
    """The very pack the attempt was begun with; for a new one as pulled from the server, or as
    shipped. Raises PackError.
    """
    pulled = Pulled(folder)
    begun = journal.events_of(task.attempt)
    if begun:
        digest = begun[0].body["pack_digest"]
        found = [pack for pack in packs_to_resume((), pulled) if pack.digest == digest]
    else:
        found = [pack for pack in packs_on_offer((), pulled) if pack.id == task.scenario]
    return found[0] if found else load_pack(task.scenario)
