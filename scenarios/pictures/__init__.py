"""Room: scenarios. The recipe of the packs' pictures: `python -m scenarios.pictures` draws them."""

from collections.abc import Callable, Mapping

from scenarios.pictures import brick_wall, ppe_check, table_setting, tile_floor
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
    "construction/brick_wall": {
        "cover.png": brick_wall.cover,
        "dress.png": ppe_check.dress,
        "prepare.png": brick_wall.prepare,
        "build.png": brick_wall.build,
        "show.png": brick_wall.show,
    },
    "construction/tile_floor": {
        "cover.png": tile_floor.cover,
        "dress.png": ppe_check.dress,
        "prepare.png": tile_floor.prepare,
        "lay.png": tile_floor.lay,
        "show.png": tile_floor.show,
    },
}

__all__ = ["PICTURES", "Canvas"]
