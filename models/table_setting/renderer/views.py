"""Models room, table renderer: the same table from elsewhere, for cameras in step."""

from dataclasses import replace

import numpy as np

from models.table_setting.renderer.camera import look_at
from models.table_setting.renderer.scene import Setup


def seen_from(setup: Setup, *, tilt_deg: float, azimuth_deg: float, seed: int) -> Setup:
    """The setup before another camera of the same kind: same light, lens and distance.

    It looks at the same place, tilted from the vertical toward an azimuth (−90° stands on the
    candidate's side); `seed` is that of its sensor's noise.
    """
    camera = setup.camera
    position, axis = camera.position, camera.R[2]
    reach = -position[2] / axis[2]
    middle = position + reach * axis
    other = look_at(
        (float(middle[0]), float(middle[1])),
        distance_mm=float(reach),
        tilt_deg=tilt_deg,
        azimuth_deg=azimuth_deg,
        roll_deg=0.0,
        focal_px=float(camera.K[0, 0]),
        size_px=(camera.width, camera.height),
    )
    return replace(setup, camera=other, noise_seed=seed)


def two_views(setup: Setup, rng: np.random.Generator) -> tuple[Setup, Setup]:
    """The setup from two sides, as two cameras hang left and right above the table."""
    tilt = rng.uniform(10, 20, 2)
    side = rng.normal(0, 12, 2)
    left, right = (
        seen_from(
            setup,
            tilt_deg=float(tilt[k]),
            azimuth_deg=float(azimuth + side[k]),
            seed=setup.noise_seed * 2 + k,
        )
        for k, azimuth in enumerate((180.0, 0.0))
    )
    return left, right
