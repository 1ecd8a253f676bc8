"""What can go wrong in this room. Every message says what to do next."""


class ScenarioError(Exception):
    """Base of every error this room raises."""


class PackError(ScenarioError):
    """A scenario pack cannot be used; the message lists what to mend, one line a fault."""


class PackNotFoundError(PackError):
    """There is no pack where one was looked for."""


class SchemeError(ScenarioError):
    """A certification scheme cannot be used; the message lists what to mend."""


class RatingError(ScenarioError):
    """A rating names a criterion or a band that its pack does not have."""


class StepError(ScenarioError):
    """A step was asked for what it does not allow, such as one retry too many."""


class PlayError(ScenarioError):
    """Acts that the scene or dialogue of their pack does not allow."""
