"""Exposure, focus and white balance are held, and a driver that refuses is found out."""

import cv2
import pytest

from hardware import Held, HoldReport
from hardware.cameras.holding import hold_controls, let_go_of_controls

FIXED = {
    cv2.CAP_PROP_AUTO_EXPOSURE: 3.0,
    cv2.CAP_PROP_EXPOSURE: 157.0,
    cv2.CAP_PROP_AUTOFOCUS: 1.0,
    cv2.CAP_PROP_FOCUS: 30.0,
    cv2.CAP_PROP_AUTO_WB: 1.0,
    cv2.CAP_PROP_WB_TEMPERATURE: 4600.0,
}


class Driver:
    """A V4L2 driver's controls, as OpenCV shows them: negative where there is none."""

    def __init__(self, *, absent: tuple[int, ...] = (), refuses: tuple[int, ...] = (),
                 ignores: tuple[int, ...] = ()) -> None:  # fmt: skip
        self.values = {key: value for key, value in FIXED.items() if key not in absent}
        self.refuses, self.ignores = refuses, ignores

    def get(self, key: int) -> float:
        return self.values.get(key, -1.0)

    def set(self, key: int, value: float) -> bool:
        if key in self.refuses or key not in self.values:
            return False
        if key not in self.ignores:
            self.values[key] = value
        return True


def test_everything_is_held_where_it_is() -> None:
    driver = Driver()
    report = hold_controls(driver)
    assert set(report.states.values()) == {Held.HELD}
    assert report.values == {"exposure": 157.0, "focus": 30.0, "white_balance": 4600.0}
    assert driver.get(cv2.CAP_PROP_AUTO_EXPOSURE) == 1.0


def test_values_of_before_a_reopening_are_set_again() -> None:
    driver = Driver()
    driver.values[cv2.CAP_PROP_EXPOSURE] = 20.0
    hold_controls(driver, {"exposure": 157.0})
    assert driver.get(cv2.CAP_PROP_EXPOSURE) == 157.0


@pytest.mark.parametrize("how", ["refuses", "ignores"])
def test_a_driver_that_does_not_hold_is_reported(how: str) -> None:
    driver = Driver(**{how: (cv2.CAP_PROP_AUTOFOCUS,)})
    report = hold_controls(driver)
    assert report.refused == ("focus",)
    assert report.states["exposure"] is Held.HELD


def test_what_is_refused_is_given_back_to_the_camera() -> None:
    driver = Driver(refuses=(cv2.CAP_PROP_EXPOSURE,))
    hold_controls(driver)
    assert driver.get(cv2.CAP_PROP_AUTO_EXPOSURE) == 3.0


def test_a_camera_without_focus_has_none_to_hold() -> None:
    report = hold_controls(Driver(absent=(cv2.CAP_PROP_FOCUS, cv2.CAP_PROP_AUTOFOCUS)))
    assert report.states["focus"] is Held.ABSENT
    assert not report.refused


def test_letting_go_gives_the_choice_back() -> None:
    driver = Driver()
    hold_controls(driver)
    let_go_of_controls(driver)
    assert driver.get(cv2.CAP_PROP_AUTO_EXPOSURE) == 3.0
    assert driver.get(cv2.CAP_PROP_AUTOFOCUS) == 1.0


def test_a_stream_has_nothing_to_hold() -> None:
    assert HoldReport().refused == ()
