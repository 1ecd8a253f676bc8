"""Room: hardware. A live camera whose pictures come from a function, for tests and demos."""

import time

from hardware.cameras.camera import Image
from hardware.cameras.live import LiveCamera, LiveTiming
from hardware.cameras.simulated.configuration_simulated import SimulatedConfiguration


class SimulatedCamera(LiveCamera):
    """The live camera's own drain thread over drawn pictures: same timing, same failures."""

    def __init__(
        self, configuration: SimulatedConfiguration, timing: LiveTiming | None = None
    ) -> None:
        """Frame numbers go on counting when the device is opened again after a failure."""
        self.configuration = configuration
        self._drawn = 0
        # Drawn pictures have no sensor's noise: the same one again says nothing of the device.
        timing = timing or LiveTiming(frozen_s=0.0)
        super().__init__(configuration.name, lambda: _Drawn(self), timing)

    def draw_next(self) -> Image | None:
        """Draw the next picture at the configured pace."""
        if self.configuration.fps > 0:
            time.sleep(1.0 / self.configuration.fps)
        number, self._drawn = self._drawn, self._drawn + 1
        return self.configuration.draw(number)


class _Drawn:
    """The simulated device as a source of the drain thread."""

    def __init__(self, camera: SimulatedCamera) -> None:
        self._camera = camera

    def grab(self) -> Image | None:
        return self._camera.draw_next()

    def close(self) -> None:
        """Nothing to release."""
