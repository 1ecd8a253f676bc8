"""Room: scenarios. Everything that can be found wrong with a pack, each with its remedy."""

from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from scenarios.check_animation import check_animation, is_animation
from scenarios.check_pictures import MIN_SIDE_PX, MIN_SPRITE_PX, check_picture, picture_file
from scenarios.findings import Finding
from scenarios.pack import Pack, read_pack
from scenarios.plays.scene import Scene

__all__ = ["Finding", "check_pack"]


def check_pack(folder: str | Path) -> list[Finding]:
    """Return every fault found in a pack's folder; an empty list means it can be used."""
    pack, findings = read_pack(Path(folder))
    if pack is None:
        return findings
    sprites = {
        name
        for play in pack.plays.values()
        if isinstance(play, Scene)
        for name in play.pictures - {view.picture for view in play.views}
    }
    unfit = []
    for name in sorted(pack.pictures):
        if is_animation(name):
            unfit += list(check_animation(pack.folder, name))
            continue
        least = MIN_SPRITE_PX if name in sprites else MIN_SIDE_PX
        unfit += list(check_picture(pack.folder, name, least))
    # Places can be compared with pictures only where all of these can be read.
    return findings + (unfit or list(_places_outside(pack) if not findings else ()))


def _places_outside(pack: Pack) -> Iterator[Finding]:
    """Yield places of a scene that reach out of the picture they lie in."""
    for file, play in pack.plays.items():
        for view in play.views if isinstance(play, Scene) else ():
            with Image.open(pack.folder / picture_file(view.picture)) as picture:
                width, height = picture.size
            for thing in play.things if isinstance(play, Scene) else ():
                left, top, right, bottom = thing.place
                inside = 0 <= left < right <= width and 0 <= top < bottom <= height
                if thing.view == view.id and not inside:
                    problem = f"it does not lie in {view.picture}, {width} × {height} pixels"
                    remedy = "Write left, top, right, bottom as they lie in that picture."
                    yield Finding(file, f"things[{thing.id}].place", problem, remedy)
