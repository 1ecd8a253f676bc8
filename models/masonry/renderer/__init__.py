"""Drawn walls and floors with their truth: for training, tests and the demo. numpy and OpenCV."""

from models.masonry.renderer.dataset import write_dataset
from models.masonry.renderer.layout import Designs, Kind
from models.masonry.renderer.scene import RenderedScene, SeenUnit, render_scene

__all__ = ["Designs", "Kind", "RenderedScene", "SeenUnit", "render_scene", "write_dataset"]
