"""Bricks and tiles of walls and floors, found and measured; drawn scenes to learn and test with."""

from models.masonry.finder import find_units
from models.masonry.plane import WorkPlane, plane_from_pose
from models.masonry.unit import Unit

__all__ = ["Unit", "WorkPlane", "find_units", "plane_from_pose"]
