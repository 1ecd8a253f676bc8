"""Room: kiosk. The one list of sights, by the key a pack names."""

from collections.abc import Mapping, Sequence

from hardware import Frame
from kiosk.sight.masonry import MASONRY
from kiosk.sight.person import PERSON
from kiosk.sight.seeing import Calibration, Sight, SightError, SightKind, look, model
from kiosk.sight.table import TABLE
from scenarios import Pack

SIGHTS: Mapping[str, SightKind] = {
    "table_setting": TABLE,
    "ppe": PERSON,
    "masonry": MASONRY,
}


def see(
    pack: Pack,
    frames: Sequence[Frame],
    intrinsics: Calibration = None,
    language: str = "es",
    sight: str | None = None,
) -> Sight:
    """Look at frames of a scenario with `sight`, or with the one its pack names.

    Frames that cannot be assessed become FrameRefused observations with their remedy in
    `language`. Raises SightError for an unknown sight or no frames, and the models' own errors
    when a model's file is missing or altered.
    """
    name = sight or pack.sight
    if name is None:
        raise SightError(f"{pack.id} uses no camera: name the sight that shall look")
    return look(_kind(pack, name), pack, frames, intrinsics, language, name)


def model_digests(pack: Pack) -> dict[str, str]:
    """The digests of the models that a pack's sights run, and of their settings, by name."""
    names = [name for sight in pack.sights for name in _kind(pack, sight).models]
    return {k: v for name in names for k, v in model(name).digests.items()}


def _kind(pack: Pack, sight: str) -> SightKind:
    try:
        return SIGHTS[sight]
    except KeyError:
        raise SightError(
            f"{pack.id} needs the sight {sight!r}, which this kiosk does not have: update "
            f"the kiosk, or use one of {', '.join(SIGHTS)}"
        ) from None
