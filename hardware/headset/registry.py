"""Room: hardware. The one list of headset drivers, and how a line of settings finds its driver."""

from hardware.headset.openxr import configuration_openxr
from hardware.headset.openxr.configuration_openxr import openxr_configuration
from hardware.headset.replay import configuration_replay
from hardware.headset.replay.configuration_replay import replay_configuration
from hardware.headset.simulated import configuration_simulated
from hardware.headset.simulated.configuration_simulated import simulated_headset_configuration
from hardware.headset.source import PoseSource
from hardware.headset.webxr import configuration_webxr
from hardware.headset.webxr.configuration_webxr import webxr_configuration
from hardware.source import read_source

DRIVERS = {
    "webxr": configuration_webxr.OPTIONS,
    "openxr": configuration_openxr.OPTIONS,
    "replay": configuration_replay.OPTIONS,
    "simulated": configuration_simulated.OPTIONS,
}


def open_headset(line: str) -> PoseSource:
    """The headset for a line of settings; nothing is connected yet.

    `webxr:8443?host=192.0.2.5` for headsets that open the kiosk's page, `openxr` for a wired one,
    `replay:FILE.acpt`, `simulated`. Raises SourceError.

    >>> open_headset("webxr").name
    'headset with a browser (port 8443)'
    """
    source = read_source(line, DRIVERS)
    # Each driver is fetched when it is asked for: a kiosk without a headset loads none of them.
    if source.driver == "webxr":
        from hardware.headset.webxr.headset_webxr import WebXRHeadset

        return WebXRHeadset(webxr_configuration(source))
    if source.driver == "openxr":
        from hardware.headset.openxr.headset_openxr import OpenXRHeadset

        return OpenXRHeadset(openxr_configuration(source))
    if source.driver == "replay":
        from hardware.headset.replay.headset_replay import ReplayHeadset

        return ReplayHeadset(replay_configuration(source))
    from hardware.headset.simulated.headset_simulated import SimulatedHeadset

    return SimulatedHeadset(simulated_headset_configuration(source))
