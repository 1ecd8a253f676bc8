"""Models room, table setting: how sure finder and outliner together are that a piece is there.

Each is fooled by other things. A pattern on the cloth may look like a glass to the finder, but then
the outliner sees nothing that ends; a piece in odd light is clearly outlined. A logistic regression
of both (weights in model.toml, fitted by `recipe.opinion`) makes one confidence of the two.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from models.detections import Detections
from models.errors import ModelFolderError
from models.sheet import ModelSheet
from models.table_setting.rectangle import Points

MARGIN = 0.02
"""How near to 0 and 1 a finder's confidence is believed."""


def both_opinions(found: Detections, sureness: Sequence[float]) -> Points:
    """What is weighed, (N, 2 + classes): the finder's logit, the outliner's, and the class.

    `sureness` (N,) is the outliner's mean logit within each outline, 0 where it drew none.
    """
    confidence = np.clip(found.confidence.astype(np.float64), MARGIN, 1 - MARGIN)
    of_class = found.class_id[:, None] == np.arange(len(found.class_names))
    return np.column_stack([np.log(confidence / (1 - confidence)), sureness, of_class])


def weighed(found: Detections, opinions: Points, sheet: ModelSheet) -> Detections:
    """The detections with the confidence of both networks.

    What the finder calls doubtful stays so at least: a second opinion may take a piece to a person
    but not away, for what is missing costs a candidate a point. Raises ModelFolderError where
    model.toml gives some of the weights only.
    """
    options = sheet.options
    if "finder_weight" not in options:
        return found
    names = ["finder_weight", "outline_weight", *(f"{name}_offset" for name in found.class_names)]
    missing = [name for name in (*names, "doubtful") if name not in options]
    if missing:
        raise ModelFolderError(
            f"model.toml of {sheet.name} has finder_weight, but not {', '.join(missing)}: add what "
            "recipe.opinion prints to [options], or take finder_weight out."
        )
    together = 1 / (1 + np.exp(-opinions @ np.array([options[name] for name in names])))
    least = np.minimum(found.confidence, options["doubtful"])
    return replace(found, confidence=np.maximum(together, least).astype(np.float32))
