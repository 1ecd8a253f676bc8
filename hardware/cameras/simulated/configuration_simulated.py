"""Room: hardware. What can be set about a simulated camera."""

from collections.abc import Callable
from dataclasses import dataclass

from hardware.cameras.camera import Image

Draw = Callable[[int], Image | None]


@dataclass(frozen=True)
class SimulatedConfiguration:
    """`draw` gets the frame number and returns the picture, or None when the device fails.

    `fps` is the pace at which pictures are delivered; 0 delivers them as fast as they are drawn.
    """

    draw: Draw
    fps: float = 0.0
    name: str = "simulated camera"
