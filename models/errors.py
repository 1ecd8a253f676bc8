"""What can go wrong in this room. Every message says what to do next."""


class ModelError(Exception):
    """Base of every error this room raises."""


class ModelNotFoundError(ModelError):
    """No model of that name, or no model folder at that path."""


class ModelFolderError(ModelError):
    """A model folder whose model.toml or model.onnx cannot be used as it stands."""


class OutputsUnfitError(ModelFolderError):
    """A network whose outputs are not those its decoder reads."""


class ModelFileError(ModelFolderError):
    """A model.onnx that cannot be run here: no ONNX file, or not self-contained."""


class ModelDigestMismatchError(ModelError):
    """model.onnx is not the file that model.toml vouches for."""


class ProviderMismatchError(ModelError):
    """ONNX Runtime runs the model somewhere else than it was asked to."""


class ImageUnusableError(ModelError):
    """What was given as an image is not a BGR picture of 8 bits a channel."""


class DataFolderError(ModelError):
    """A folder of pictures and labels that cannot be evaluated as it stands."""
