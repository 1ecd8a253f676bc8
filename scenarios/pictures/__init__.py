"""Room: scenarios. The recipe of the packs' pictures: `python -m scenarios.pictures` draws them."""

from collections.abc import Callable, Mapping

from scenarios.pictures import ppe_check, table_setting
from scenarios.pictures.canvas import Canvas

PICTURES: Mapping[str, Mapping[str, Callable[[], Canvas]]] = {
    "tourism/table_setting": {
        "cover.png": table_setting.cover,
        "prepare.png": table_setting.prepare,
        "lay.png": table_setting.lay,
        "show.png": table_setting.show,
    },
    "construction/ppe_check": {
        "cover.png": ppe_check.cover,
        "dress.png": ppe_check.dress,
        "show.png": ppe_check.show,
    },
}

__all__ = ["PICTURES", "Canvas"]
