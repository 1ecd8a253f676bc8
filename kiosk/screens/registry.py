"""Room: kiosk. The one list of screens and cards, by the name that moves use."""

from collections.abc import Mapping

from kiosk.screens.ai import AiScreen
from kiosk.screens.calling import CallCard
from kiosk.screens.cards import HelpCard, IdleCard, LeaveCard, PauseCard
from kiosk.screens.checkin import CheckInScreen
from kiosk.screens.choose import ChooseScreen
from kiosk.screens.closing import ClosingScreen
from kiosk.screens.code import CodeScreen
from kiosk.screens.consent import ConsentScreen
from kiosk.screens.dialogue import DialogueScreen
from kiosk.screens.ease import EaseCard
from kiosk.screens.ending import EndingCard
from kiosk.screens.enrol import EnrolScreen
from kiosk.screens.equipment import EquipmentScreen
from kiosk.screens.feeling import FeelingScreen
from kiosk.screens.headset import HeadsetScreen
from kiosk.screens.language import LanguageScreen
from kiosk.screens.measuring import MeasuringScreen
from kiosk.screens.mode import ModeScreen
from kiosk.screens.paper import PaperScreen
from kiosk.screens.photo import PhotoScreen
from kiosk.screens.pin import PinCard
from kiosk.screens.practice import PracticeScreen
from kiosk.screens.refused import RefusedScreen
from kiosk.screens.remeasure import RemeasureScreen
from kiosk.screens.result import ResultScreen
from kiosk.screens.resuming import ResumeScreen
from kiosk.screens.review import ReviewScreen
from kiosk.screens.scan import ScanScreen
from kiosk.screens.scene import SceneScreen
from kiosk.screens.screen import Screen
from kiosk.screens.sent import SentScreen
from kiosk.screens.staff import StaffScreen
from kiosk.screens.start import StartScreen
from kiosk.screens.step import StepScreen
from kiosk.screens.stopped import StoppedScreen
from kiosk.screens.thanks import ThanksScreen
from kiosk.screens.trouble import TroubleScreen
from kiosk.screens.watch import WatchCard
from kiosk.screens.wearing import WearingScreen
from kiosk.screens.whose import WhoseScreen
from kiosk.screens.worn import WornScreen

SCREENS: Mapping[str, type[Screen]] = {
    screen.name: screen
    for screen in (
        StartScreen,
        LanguageScreen,
        ChooseScreen,
        CheckInScreen,
        ScanScreen,
        CodeScreen,
        EnrolScreen,
        WhoseScreen,
        ConsentScreen,
        RefusedScreen,
        AiScreen,
        EquipmentScreen,
        PracticeScreen,
        StepScreen,
        SceneScreen,
        DialogueScreen,
        ModeScreen,
        WearingScreen,
        FeelingScreen,
        HeadsetScreen,
        WornScreen,
        MeasuringScreen,
        RemeasureScreen,
        PhotoScreen,
        ReviewScreen,
        ClosingScreen,
        ResultScreen,
        SentScreen,
        PaperScreen,
        ThanksScreen,
        ResumeScreen,
        StoppedScreen,
        TroubleScreen,
        StaffScreen,
        PinCard,
        EndingCard,
        CallCard,
        EaseCard,
        HelpCard,
        WatchCard,
        PauseCard,
        LeaveCard,
        IdleCard,
    )
}
