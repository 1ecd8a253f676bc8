"""Room: kiosk. The one list of sights, by the key a pack names."""

from collections.abc import Mapping, Sequence

from hardware import Frame, Intrinsics
from kiosk.sight.person import PERSON
from kiosk.sight.seeing import Sight, SightError, SightKind, look, model
from kiosk.sight.table import TABLE
from scenarios import Pack

SIGHTS: Mapping[str, SightKind] = {"table_setting": TABLE, "ppe": PERSON}


def see(
    pack: Pack, frames: Sequence[Frame], intrinsics: Intrinsics | None = None, language: str = "es"
) -> Sight:
    """Look at frames of a scenario with the sight its pack names.

    Frames that cannot be assessed become FrameRefused observations with their remedy in
    `language`. Raises SightError for an unknown sight or no frames, and the models' own errors
    when a model's file is missing or altered.
    """
    return look(_kind(pack), pack, frames, intrinsics, language)


def model_digests(pack: Pack) -> dict[str, str]:
    """The digests of the models that a pack's sight runs, and of their settings, by name."""
    return {k: v for name in _kind(pack).models for k, v in model(name).digests.items()}


def _kind(pack: Pack) -> SightKind:
    try:
        return SIGHTS[pack.sight]
    except KeyError:
        raise SightError(
            f"{pack.id} needs the sight {pack.sight!r}, which this kiosk does not have: update "
            f"the kiosk, or use one of {', '.join(SIGHTS)}"
        ) from None
