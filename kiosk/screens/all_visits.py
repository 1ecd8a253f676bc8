"""Room: kiosk. Visits that come past every screen, for the gallery and for tests of all screens."""

import pygame

from hardware import Image
from hardware.headset import open_headset
from kiosk.devices import Devices
from kiosk.evidence import EvidenceShelf
from kiosk.screens.by_touch import play_by_touch
from kiosk.screens.moves import Go
from kiosk.screens.rehearsal import CODE, Rehearsal, Show, dark, with_slip
from kiosk.screens.services import Trouble, TroubleKind
from kiosk.screens.staff import StaffScreen
from kiosk.session import Session
from kiosk.staff_pin import set_pin
from kiosk.staff_report import PAGES
from kiosk.vr.simulated import SimulatedPage
from scenarios import Pack


def play_pack(play: Rehearsal, pack: Pack, show: Show) -> None:
    """Play a test that is done on the screen itself; its other steps are left to other visits."""
    session = _at_the_play(play, pack)
    while session.has_step_to_do:
        if not session.step_at_hand.plays:
            session.begin_step()
            session.finish_step()
            continue
        play.stage.go(Go("step"))
        play.visitor.wait(lambda: not play.stage.shown.busy, "the step")
        play_by_touch(play, show)
    if play.stage.screen.name != "review":
        play.stage.go(Go("review"))
    play.visitor.until("review")
    show("review")
    play.visitor.touch("hand in")
    play.visitor.until("result")
    show("result")


def _at_the_play(play: Rehearsal, pack: Pack) -> Session:
    """An attempt at a test that has come as far as its steps."""
    play.visitor.until("start")
    session, visit = play.desk.open(pack, CODE, "es"), play.services.visit
    session.give_consent()
    session.acknowledge_ai()
    visit.session, visit.pack, visit.code = session, pack, CODE
    return session


def play_headset(play: Rehearsal, pack: Pack, show: Show) -> None:
    """Choose the headset for a step that is played, and wear a simulated one."""
    play.stage.go(Go("start"))
    session, visitor = _at_the_play(play, pack), play.visitor
    while not session.step_at_hand.plays:
        session.begin_step()
        session.finish_step()
    play.services.devices = Devices(headset=open_headset("webxr:0?host=127.0.0.1"))
    play.stage.go(Go("step"))
    try:
        visitor.until("mode")
        show("headset-choice")
        visitor.touch("headset")
        visitor.until("wearing")
        show("headset-wearing")
        visitor.touch("standing")
        visitor.until("feeling")
        show("headset-feeling")
        for question in ("nausea", "eyes", "dizzy"):
            visitor.touch(f"{question} 0")
        visitor.touch("next")
        visitor.until("headset")
        show("headset-pairing")
        host, worn = play.services.headset_host, play.services.visit.worn
        if host is None or worn is None:
            raise RuntimeError("the headset's screen was shown without its host")
        page = SimulatedPage(host.url(worn), host.certificate.certificate)
        page.hello()
        page.ready()
        visitor.until("worn")
        show("headset-worn")
    finally:
        if play.services.headset_host is not None:
            play.services.headset_host.stop()
        play.services.devices = Devices()


def play_all(play: Rehearsal, show: Show, image: Image) -> None:
    """Play every visit; `show` is called with the name of each screen while it is shown."""
    _whole_visit(play, show)
    _check_ins(play, show, image)
    _refusal(play, show)
    _mishaps(play, show, image)


def _whole_visit(play: Rehearsal, show: Show) -> None:
    """From the first touch to the goodbye."""
    visitor = play.visitor
    play.to_consent(show)
    show("consent")
    visitor.touch("accept")
    visitor.until("ai")
    show("ai")
    visitor.touch("accept")
    visitor.until("equipment")
    visitor.touch("practice")
    show("practice-star")
    for _ in range(3):
        visitor.touch("star")
    visitor.wait(lambda: play.services.feed.newest() is not None, "the camera")
    show("practice-photo")
    visitor.touch("take")
    show("practice-done")
    visitor.touch("ready")
    play.to_first_step(show)
    show("step-prepare")
    visitor.touch("watch")
    show("watch")
    visitor.touch("back")
    visitor.touch("done")
    play.at_step("lay")
    show("step-lay")
    for card in ("help", "pause", "ease", "call"):
        visitor.touch(card)
        show(card)
        visitor.until(card)
        visitor.touch("back")
    visitor.wait(lambda: play.services.feed.newest() is not None, "the camera")
    visitor.touch("more time")
    visitor.until("step")
    visitor.touch("done")
    play.at_step("show")
    show("step-show")
    visitor.touch("done")
    show("measuring")
    visitor.until("photo")
    show("photo")
    visitor.touch("keep")
    visitor.until("review")
    show("review")
    visitor.touch("hand in")
    visitor.until("result")
    show("result")
    visitor.touch("done")
    show("waiting-to-be-sent")
    _receive(play)
    visitor.wait(lambda: play.desk.delivery(play.services.session.attempt).sent, "receipts")
    visitor.touch("on")
    play.stage.go(Go("sent"))
    show("sent")
    visitor.touch("on")
    show("paper")
    visitor.touch("on")
    show("thanks")
    visitor.touch("on")


def _check_ins(play: Rehearsal, show: Show, image: Image) -> None:
    """With a slip before the camera, and with a new code."""
    visitor = play.visitor
    play.to_check_in()
    visitor.touch("scan")
    visitor.until("scan")
    show("scan")
    play.lens.image = with_slip(image, CODE)
    visitor.until("whose")
    show("whose")
    play.lens.image = image
    visitor.touch("not mine")
    visitor.touch("enrol")
    visitor.until("enrol")
    show("enrol")
    play.stage.go(Go("start"))


def _refusal(play: Rehearsal, show: Show) -> None:
    """Somebody who does not consent."""
    play.to_consent()
    play.visitor.touch("refuse")
    play.visitor.until("refused")
    show("refused")
    play.visitor.touch("on")


def _mishaps(play: Rehearsal, show: Show, image: Image) -> None:
    """The light goes out, the cable comes off, somebody leaves, the disk is full."""
    visitor = play.visitor
    play.to_consent()
    visitor.touch("accept")
    visitor.until("ai")
    visitor.touch("accept")
    play.to_first_step()
    visitor.touch("done")
    play.at_step("lay")
    play.lens.image = None
    visitor.wait(lambda: play.services.feed.newest() is None, "the camera to be lost")
    show("camera-lost")
    play.lens.image = dark(image)
    visitor.wait(lambda: play.services.feed.newest() is not None, "the camera")
    visitor.touch("done")
    play.at_step("show")
    visitor.touch("done")
    visitor.until("remeasure")
    show("remeasure")
    play.services.visit.forget()
    play.stage.go(Go("start"))
    visitor.until("resume")
    show("resume")
    visitor.touch("leave")
    show("ending")
    visitor.touch("back")
    play.go_on()
    visitor.until("equipment")
    play.services.lookout.forget()
    visitor.wait(lambda: play.services.lookout.looked, "a look")
    show("equipment-dark")
    visitor.touch("back")
    show("leave")
    visitor.touch("leave")
    visitor.until("stopped")
    show("stopped")
    set_pin(play.desk.journal.path.parent, "2486")
    visitor.key(pygame.K_F12)
    show("pin")
    for sign in "2486":
        visitor.touch(f"key {sign}")
    visitor.touch("enter")
    visitor.until("staff")
    staff = play.stage.screen
    for page in PAGES:
        visitor.touch(page)
        visitor.wait(lambda: isinstance(staff, StaffScreen) and staff.looked, "the page")
        show(page.replace(".", "-"))
    visitor.touch("back")
    play.services.visit.trouble = Trouble(TroubleKind.DISK, "120 MiB are free, 300 are needed")
    play.stage.go(Go("trouble"))
    show("trouble")


def _receive(play: Rehearsal) -> None:
    """Let the journal have the receipts that a server would send."""
    journal = play.desk.journal
    shelf = EvidenceShelf(journal)
    journal.acknowledge(journal.last_seq)
    for piece in shelf.of(play.services.session.attempt):
        shelf.stored(piece.digest, piece.attempt)
