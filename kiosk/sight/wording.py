"""Room: kiosk. The words and colours of annotated pictures: values, criteria, remedies."""

from collections.abc import Sequence
from dataclasses import dataclass

from kiosk.sight.drawing import DARK, FAIR, GOOD, POOR, UNSURE, Colour, Line
from kiosk.texts import TextMissingError, load_catalogue
from models import Model
from scenarios import AIScore, Pack

_UNITS = {"deg": "°", "mm": " mm", "mm/m": " mm/m", "s": " s"}
_NOT_IN_PICTURES = ("s",)
"""Units of what a clock reads."""


@dataclass(frozen=True)
class Frames:
    """Numbers, from 1, of the frames of a look: those measured, those left out, the one shown."""

    used: tuple[int, ...]
    left_out: tuple[int, ...]
    shown: int


def remedy(code: str, language: str) -> str:
    """What the person should do about a refused picture, in their language."""
    catalogue = load_catalogue(language)
    try:
        return catalogue.say(f"remedy.{code}")
    except TextMissingError:
        return catalogue.say("remedy.other")


def figure(value: float, U: float, unit: str, language: str) -> str:
    """A value with its uncertainty as a person writes it: "20,1 ± 0,4 mm".

    >>> figure(20.14, 0.42, "mm", "en")
    '20.1 ± 0.4 mm'
    """
    catalogue = load_catalogue(language)
    numbers = f"{catalogue.number(value, 1)} ± {catalogue.number(U, 1)}"
    return numbers + _UNITS.get(unit, "")


def colour_of(score: AIScore, pack: Pack) -> Colour:
    """The colour of a score: by its share of the criterion's marks, its own when undecided."""
    if score.indeterminate or score.points is None:
        return UNSURE
    share = score.points / max(pack.criterion(score.criterion).weight, 1e-9)
    if share > 0.99:
        return GOOD
    return FAIR if share > 0.01 else POOR


def legend(pack: Pack, scores: Sequence[AIScore], language: str) -> list[Line]:
    """One line for each criterion that a picture can show: its title, value ± U, and its band."""
    catalogue = load_catalogue(language)
    lines = []
    for score in scores:
        if score.measure is not None and score.unit not in _NOT_IN_PICTURES:
            title = pack.text(f"criteria.{score.criterion}.title", language)
            found = _found(score, pack, language)
            text = catalogue.say("picture.line", title=title, found=found)
            lines.append(Line(text, colour_of(score, pack)))
    return lines


def foot(pack: Pack, models: Sequence[Model], frames: Frames, language: str) -> list[Line]:
    """The lines that tell how to make a picture again: frames used, models and pack by digest."""
    catalogue = load_catalogue(language)
    used = ", ".join(map(str, frames.used)) or "–"
    line = catalogue.say("picture.frames", used=used, shown=frames.shown)
    if frames.left_out:
        numbers = ", ".join(map(str, frames.left_out))
        line += " " + catalogue.say("picture.left_out", numbers=numbers)
    lines = [line]
    for one in models:
        name = f"{one.sheet.name} {one.sheet.version}"
        lines.append(catalogue.say("picture.model", model=name, digest=one.digest))
    name = f"{pack.id} {pack.version}"
    lines.append(catalogue.say("picture.pack", pack=name, digest=pack.digest))
    return [Line(text, DARK) for text in lines]


def _found(score: AIScore, pack: Pack, language: str) -> str:
    verdict = (
        load_catalogue(language).say("result.person")
        if score.band is None
        else pack.text(f"bands.{score.band}", language)
    )
    if score.value is None or score.U is None or score.unit not in _UNITS:
        return verdict
    return f"{figure(score.value, score.U, score.unit, language)} · {verdict}"
