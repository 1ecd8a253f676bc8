"""Pieces of a laid table, found, outlined and located; and drawn scenes to learn and test with."""

from models.table_setting.scene import TableScene, find_scene

__all__ = ["TableScene", "find_scene"]
