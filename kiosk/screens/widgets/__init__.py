"""Room: kiosk. The few things a screen is made of; each draws itself and says what does not fit."""

from kiosk.screens.widgets.animation import Animation
from kiosk.screens.widgets.band import Band
from kiosk.screens.widgets.button import Button, Style
from kiosk.screens.widgets.check import Check, CheckState
from kiosk.screens.widgets.gauge import Gauge, GaugeState
from kiosk.screens.widgets.hotspot import Hotspot, Mark
from kiosk.screens.widgets.icon import Icon
from kiosk.screens.widgets.panel import Panel
from kiosk.screens.widgets.picture import LivePicture, Picture
from kiosk.screens.widgets.points import Point
from kiosk.screens.widgets.progress import Progress, Spinner
from kiosk.screens.widgets.text import LiveText, Text
from kiosk.screens.widgets.widget import Widget

__all__ = [
    "Animation",
    "Band",
    "Button",
    "Check",
    "CheckState",
    "Gauge",
    "GaugeState",
    "Hotspot",
    "Icon",
    "LivePicture",
    "LiveText",
    "Mark",
    "Panel",
    "Picture",
    "Point",
    "Progress",
    "Spinner",
    "Style",
    "Text",
    "Widget",
]
