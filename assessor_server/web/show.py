"""How measures, bands and scores are written on pages. Pure."""

import math
from dataclasses import dataclass

from assessor_server.judgement import Given
from assessor_server.web.language import Words
from scenarios import (
    AIScore,
    Criterion,
    Measurement,
    Pack,
    RatingError,
    asks_for_number,
    bands_near,
    number_limits,
    score_typed,
)

UNITS = {"mm": "mm", "deg": "°", "s": "s", "mm/m": "mm/m", "share": "%", "pieces": ""}


@dataclass(frozen=True)
class Option:
    """One answer of the rating form: its value, its words, and the numbers it stands for."""

    band: str
    label: str
    ranges: str


@dataclass(frozen=True)
class Shown:
    """Writes values in one language."""

    words: Words

    def scenario(self, pack: Pack | None, fallback: str) -> str:
        return pack.text("title", self.words.language) if pack else fallback

    def text(self, pack: Pack, key: str) -> str:
        return pack.text(key, self.words.language)

    def options(self, pack: Pack, criterion: Criterion) -> list[Option]:
        """The bands or levels of a criterion, the best first."""
        return [
            Option(choice.band, self.text(pack, choice.label), self.ranges(criterion, choice.band))
            for choice in criterion.choices
        ]

    def band(self, pack: Pack, criterion: Criterion, band: str | None) -> str:
        """The words of a band; the evidence did not show it when there is none."""
        labels = {choice.band: choice.label for choice in criterion.choices}
        return self.text(pack, labels[band]) if band in labels else self.words("rate.unseen")

    def given(self, pack: Pack, criterion: Criterion, item: Given) -> str:
        """What a person gave: the words of the band, and the number they typed."""
        words = self.band(pack, criterion, item.band)
        number = self.number(criterion, item.value)
        return f"{words} · {number}" if number else words

    def number(self, criterion: Criterion, value: float | None) -> str:
        """A typed number with its unit, "" for none or what is no number."""
        if value is None or not isinstance(criterion, Measurement) or not math.isfinite(value):
            return ""
        return f"{self.words.marks(value)}{self._unit(criterion.unit)}"

    def asks_for_number(self, pack: Pack, criterion: Criterion) -> bool:
        return asks_for_number(criterion, pack)

    def asked(self, criterion: Measurement) -> str:
        """What to type: "0–20 mm"."""
        return (
            f"{self._range(*number_limits(criterion), criterion.unit)}{self._unit(criterion.unit)}"
        )

    def wrong(self, pack: Pack, criterion: Criterion, item: Given | None) -> bool:
        """Whether a typed number cannot be, or still needs a band chosen."""
        if item is None or item.value is None or not isinstance(criterion, Measurement):
            return False
        return item.band is None

    def near(self, pack: Pack, criterion: Measurement, item: Given | None) -> list[Option]:
        """The bands between which a person chooses, as the typed number lies too near a limit."""
        if item is None or item.value is None:
            return []
        try:
            score = score_typed(pack, criterion, item.value)
        except RatingError:
            return []
        if score.band is not None:
            return []
        near = {band.id for band in bands_near(criterion, item.value, score.U or 0.0)}
        return [option for option in self.options(pack, criterion) if option.band in near]

    def ranges(self, criterion: Criterion, band: str) -> str:
        """The numbers a band stands for: "15–25 mm", or "10–15, 25–30 mm"."""
        if not isinstance(criterion, Measurement) or criterion.unit == "pieces":
            return ""  # the words say it better than "> 5,5"
        unit = criterion.unit
        parts = [
            self._range(item.low, item.high, unit) for item in criterion.bands if item.id == band
        ]
        return f"{', '.join(parts)}{self._unit(unit)}"

    def measured(self, score: AIScore | None) -> str:
        """A value with its uncertainty: "20,4 ± 0,8 mm"; "" where nothing was measured."""
        if score is None or score.value is None:
            return ""
        unit = score.unit or ""
        value = self._figure(score.value, unit)
        if not score.U:
            return f"{value}{self._unit(unit)}"
        return f"{value} ± {self._figure(score.U, unit)}{self._unit(unit)}"

    def act(self, act: str) -> str:
        """An act of the audit log in plain words; one without words shows its code."""
        key = f"act.{act.replace('.', '_')}"
        return self.words(key) if self.words.has(key) else act

    def why(self, score: AIScore) -> str:
        """Why a person has to look, in plain words."""
        reason = score.reason or "other"
        if reason.startswith("unsure_"):
            reason = "unsure"
        key = f"why.{reason}"
        return self.words(key if self.words.has(key) else "why.other")

    def _range(self, low: float | None, high: float | None, unit: str) -> str:
        if low is None and high is None:
            return ""
        if low is None:
            return f"< {self._bound(high, unit)}"
        if high is None:
            return f"> {self._bound(low, unit)}"
        return f"{self._bound(low, unit)}–{self._bound(high, unit)}"

    def _bound(self, value: float | None, unit: str) -> str:
        scaled = (value or 0.0) * (100 if unit == "share" else 1)
        return self.words.marks(scaled)

    def _figure(self, value: float, unit: str) -> str:
        if unit == "share":
            return self.words.number(value * 100, 0)
        return self.words.number(value, 0 if unit == "pieces" else 1)

    def _unit(self, unit: str) -> str:
        sign = UNITS.get(unit, unit)
        return "" if not sign else sign if sign == "°" else f" {sign}"
