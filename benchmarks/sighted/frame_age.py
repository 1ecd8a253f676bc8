"""How old a frame is when a slow reader gets it, from a camera that delivers thirty a second."""

import time
from collections.abc import Callable

import numpy as np

from hardware import Image, SimulatedCamera, SimulatedConfiguration

FPS = 30.0
SLOW_S = 0.15
"""What a reader does with a frame: five times as long as the camera takes for the next."""


def frame_age_ms(pictures: tuple[Image, ...], work: Callable[[Image], object], reads: int) -> float:
    """The 95th percentile of the age, ms, of frames at the moment that a reader has them.

    `work` is done with every frame, and the reader takes SLOW_S for it at least.
    """
    drawn_at: dict[int, float] = {}

    def draw(number: int) -> Image:
        drawn_at[number] = time.perf_counter()
        return pictures[number % len(pictures)]

    camera = SimulatedCamera(SimulatedConfiguration(draw, fps=FPS))
    camera.connect()
    ages = []
    try:
        for _ in range(reads):
            frame = camera.read_latest(max_age_s=1.0)
            has_it = time.perf_counter()
            ages.append(has_it - drawn_at[frame.number])
            work(frame.image)
            time.sleep(max(0.0, SLOW_S - (time.perf_counter() - has_it)))
    finally:
        camera.disconnect()
    return round(1000 * float(np.quantile(ages, 0.95)), 1)
