"""Room: hardware. One session with an OpenXR runtime, without drawing (XR_MND_headless).

Touches the pyopenxr library (extra `openxr`) and through it whatever runtime the machine has.
"""

import ctypes
import time
from typing import Any

from hardware.headset.errors import HeadsetAbsentError, HeadsetEndedError
from hardware.headset.pose import Hand, Pose

WANTED = ("XR_MND_headless", "XR_KHR_convert_timespec_time")
HANDS = "XR_EXT_hand_tracking"
OPENXR_JOINTS, PALM = 26, 1
"""OpenXR has the palm before the wrist; WebXR, and we, begin with the wrist."""

BEGIN_WITHIN_S = 5.0


class Runtime:
    """Begun when it is made. Raises HeadsetAbsentError where there is nothing to begin with."""

    def __init__(self) -> None:
        self._xr = library()
        try:
            self._begin()
        except self._xr.exception.XrException as problem:
            raise HeadsetAbsentError(
                f"the OpenXR runtime gives no headset ({problem}): switch it on, start its program "
                "(SteamVR, Monado), then try again"
            ) from problem

    @property
    def name(self) -> str:
        """What the runtime calls itself."""
        return str(self._name)

    def now(self) -> int:
        """This moment in the runtime's time, ns."""
        from xr.platform.linux import convert_timespec_time_to_time_khr, timespec

        whole, rest = divmod(time.clock_gettime_ns(time.CLOCK_MONOTONIC), 1_000_000_000)
        moment = timespec()
        moment.tv_sec, moment.tv_nsec = whole, rest
        return int(convert_timespec_time_to_time_khr(self._instance, moment).value)

    def head(self, moment: int) -> Pose | None:
        """Where the head is; None while the runtime does not know."""
        located = self._xr.locate_space(self._view, self._floor, moment)
        return self._pose(located.location_flags, located.pose)

    def hand(self, which: int, moment: int) -> Hand | None:
        """The joints of the left (0) or right (1) hand; None where it is not seen."""
        if not self._trackers:
            return None
        joints = (self._xr.HandJointLocationEXT * OPENXR_JOINTS)()
        found = self._xr.HandJointLocationsEXT()
        found.joint_count = OPENXR_JOINTS
        found._joint_locations = ctypes.cast(joints, type(found._joint_locations))
        asked = self._xr.HandJointsLocateInfoEXT(base_space=self._floor, time=moment)
        # pyopenxr's own wrapper hands over no room for joints; the function itself is the same.
        locate = ctypes.cast(
            self._xr.get_instance_proc_addr(self._instance, "xrLocateHandJointsEXT"),
            self._xr.PFN_xrLocateHandJointsEXT,
        )
        result = self._xr.exception.check_result(
            self._xr.Result(locate(self._trackers[which], asked, ctypes.byref(found)))
        )
        if result.is_exception():
            raise result
        if not found.is_active:
            return None
        places = (joint.pose.position for joint in joints[PALM:])
        return tuple(float(n) for place in places for n in (place.x, place.y, place.z))

    def watch(self) -> None:
        """Take what the runtime has to say. Raises HeadsetEndedError when it is over."""
        for state in self._states():
            if state == self._xr.SessionState.STOPPING:
                self._xr.end_session(self._session)
            if state in (self._xr.SessionState.EXITING, self._xr.SessionState.LOSS_PENDING):
                raise HeadsetEndedError("the headset was switched off: switch it on, begin again")

    def end(self) -> None:
        """Let everything go; the runtime ends what belongs to the instance."""
        self._xr.destroy_instance(self._instance)

    def _begin(self) -> None:
        xr = self._xr
        there = {
            bytes(one.extension_name).decode()
            for one in xr.enumerate_instance_extension_properties()
        }
        lacking = [name for name in WANTED if name not in there]
        if lacking:
            raise HeadsetAbsentError(
                f"the OpenXR runtime lacks {', '.join(lacking)}: use Monado or SteamVR"
            )
        hands = [HANDS] if HANDS in there else []
        self._instance = xr.create_instance(
            xr.InstanceCreateInfo(
                application_info=xr.ApplicationInfo("Acredita", api_version=xr.Version(1, 0, 0)),
                enabled_extension_names=[*WANTED, *hands],
            )
        )
        self._name = bytes(xr.get_instance_properties(self._instance).runtime_name).decode()
        system = xr.get_system(self._instance)
        self._session = xr.create_session(self._instance, xr.SessionCreateInfo(system_id=system))
        self._floor, self._view = (
            xr.create_reference_space(
                self._session, xr.ReferenceSpaceCreateInfo(reference_space_type=kind)
            )
            for kind in (xr.ReferenceSpaceType.STAGE, xr.ReferenceSpaceType.VIEW)
        )
        self._trackers = [
            xr.create_hand_tracker_ext(self._session, xr.HandTrackerCreateInfoEXT(hand=hand))
            for hand in (xr.HandEXT.LEFT, xr.HandEXT.RIGHT)
            if hands
        ]
        self._wait_until_ready()

    def _wait_until_ready(self) -> None:
        end = time.monotonic() + BEGIN_WITHIN_S
        while time.monotonic() < end:
            if self._xr.SessionState.READY in self._states():
                self._xr.begin_session(self._session, self._xr.SessionBeginInfo())
                return
            time.sleep(0.01)
        raise HeadsetAbsentError("the headset did not get ready: put it on, and try again")

    def _states(self) -> list[Any]:
        """The states that the session went through since it was asked last."""
        found: list[Any] = []
        while True:
            try:
                event = self._xr.poll_event(self._instance)
            except self._xr.EventUnavailable:
                return found
            if event.type == self._xr.StructureType.EVENT_DATA_SESSION_STATE_CHANGED:
                changed = ctypes.cast(
                    ctypes.byref(event), ctypes.POINTER(self._xr.EventDataSessionStateChanged)
                )
                found.append(self._xr.SessionState(changed.contents.state))

    def _pose(self, flags: int, pose: Any) -> Pose | None:
        known = (
            self._xr.SPACE_LOCATION_POSITION_VALID_BIT
            | self._xr.SPACE_LOCATION_ORIENTATION_VALID_BIT
        )
        if flags & known != known:
            return None
        at, turn = pose.position, pose.orientation
        return tuple(map(float, (at.x, at.y, at.z, turn.x, turn.y, turn.z, turn.w)))


def library() -> Any:
    """The pyopenxr library. Raises HeadsetAbsentError where it is not installed."""
    try:
        import xr
    except ImportError as problem:
        raise HeadsetAbsentError(
            "pyopenxr is not installed: pip install 'acredita[openxr]', then try again"
        ) from problem
    return xr
