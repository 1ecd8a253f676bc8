"""Room: scenarios. The recipe of the packs' pictures: `python -m scenarios.pictures` draws them."""

from collections.abc import Callable, Mapping
from functools import partial

from scenarios.pictures import (
    brick_wall,
    guest_check_in,
    hotel_room,
    ppe_check,
    site_safety,
    table_setting,
    templates,
    tile_floor,
)
from scenarios.pictures.canvas import Canvas, Film

PICTURES: Mapping[str, Mapping[str, Callable[[], Canvas | Film]]] = {
    "tourism/table_setting": {
        "cover.png": table_setting.cover,
        "prepare.png": table_setting.prepare,
        "lay.png": table_setting.lay,
        "show.png": table_setting.show,
        "prepare.webp": table_setting.preparing,
        "show.webp": table_setting.stepping_back,
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
    "tourism/hotel_room": hotel_room.PICTURES,
    "construction/site_safety": site_safety.PICTURES,
    "tourism/guest_check_in": guest_check_in.PICTURES,
    "templates/packs/camera": {"cover.png": templates.cover, "show.png": templates.show},
    "templates/packs/scene": {
        "cover.png": templates.cover,
        "workshop.png": templates.workshop,
        "cable_good.png": partial(templates.cable, bad=False),
        "cable_bad.png": partial(templates.cable, bad=True),
        "box_good.png": partial(templates.box, bad=False),
        "box_bad.png": partial(templates.box, bad=True),
    },
    "templates/packs/dialogue": {
        "cover.png": templates.cover,
        "calm.png": partial(templates.desk, "calm"),
        "pleased.png": partial(templates.desk, "pleased"),
        "upset.png": partial(templates.desk, "upset"),
    },
}

__all__ = ["PICTURES", "Canvas", "Film"]
