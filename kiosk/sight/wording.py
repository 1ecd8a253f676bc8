"""Room: kiosk. The words and colours of annotated pictures: values, criteria, remedies."""

from collections.abc import Sequence

from kiosk.sight.drawing import FAIR, GOOD, POOR, UNSURE, Colour, Line
from kiosk.texts import TextMissingError, load_catalogue
from scenarios import AIScore, Pack

_UNITS = {"deg": "°", "mm": " mm", "s": " s"}


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
    """One line for each criterion that has a measure: its title and what was found."""
    return [
        Line(f"{pack.text(f'criteria.{s.criterion}.title', language)}: {_found(s, pack, language)}",
             colour_of(s, pack))
        for s in scores
        if s.measure is not None
    ]  # fmt: skip


def _found(score: AIScore, pack: Pack, language: str) -> str:
    if score.value is None or score.U is None or score.unit is None:
        return load_catalogue(language).say("result.person")
    if score.unit in _UNITS:
        return figure(score.value, score.U, score.unit, language)
    if score.band is None:
        return load_catalogue(language).say("result.person")
    return pack.text(f"bands.{score.band}", language)
