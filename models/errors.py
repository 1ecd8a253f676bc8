"""What can go wrong in this room. Every message says what to do next."""


class ModelError(Exception):
    """Base of every error this room raises."""


class ModelNotFound(ModelError):
    """No model of that name, or no model folder at that path."""


class ModelFolderInvalid(ModelError):
    """A model folder whose model.toml or model.onnx cannot be used as it stands."""


class ModelDigestMismatch(ModelError):
    """model.onnx is not the file that model.toml vouches for."""


class ProviderMismatch(ModelError):
    """ONNX Runtime runs the model somewhere else than it was asked to."""


class ImageUnusable(ModelError):
    """What was given as an image is not a BGR picture of 8 bits a channel."""


class DataFolderInvalid(ModelError):
    """A folder of pictures and labels that cannot be evaluated as it stands."""
