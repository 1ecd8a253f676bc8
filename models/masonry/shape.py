"""Models room, masonry: the numbers that the network was trained with and its readers rely on."""

CELL = 2
"""View pixels per cell of the network's maps."""
CORE_PX = 7.0
"""A unit's core begins so far inside its sides, view px: cores of neighbours never touch."""
SIDE_SIGMA_PX = 2.4
"""Half width (one σ) of the ridge that marks a side, view px."""
STEP_MM = 1.0
"""Millimetres a view pixel covers when the plane is known."""
