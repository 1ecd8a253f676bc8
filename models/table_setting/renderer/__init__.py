"""Drawn table scenes with their truth: for training, tests and the demo. numpy and OpenCV only."""

from models.table_setting.renderer.dataset import write_dataset
from models.table_setting.renderer.layout import NAMES
from models.table_setting.renderer.scene import (
    RenderedScene,
    SeenPiece,
    render_clip,
    render_scene,
)

__all__ = ["NAMES", "RenderedScene", "SeenPiece", "render_clip", "render_scene", "write_dataset"]
