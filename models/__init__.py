"""Models that see: what they are, loading them safely, running them, measuring them."""

from models.check import Finding, ModelReport, check_model
from models.detections import Detections
from models.errors import (
    DataFolderError,
    ImageUnusableError,
    ModelDigestMismatchError,
    ModelError,
    ModelFileError,
    ModelFolderError,
    ModelNotFoundError,
    OutputsUnfitError,
    ProviderMismatchError,
)
from models.evaluation import evaluate
from models.inference import Model, load_model
from models.registry import MODELS_ROOT, list_models, use_models_from
from models.sheet import ModelSheet

__all__ = [
    "MODELS_ROOT",
    "DataFolderError",
    "Detections",
    "Finding",
    "ImageUnusableError",
    "Model",
    "ModelDigestMismatchError",
    "ModelError",
    "ModelFileError",
    "ModelFolderError",
    "ModelNotFoundError",
    "ModelReport",
    "ModelSheet",
    "OutputsUnfitError",
    "ProviderMismatchError",
    "check_model",
    "evaluate",
    "list_models",
    "load_model",
    "use_models_from",
]
