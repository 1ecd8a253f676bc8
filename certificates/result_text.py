"""A measured value with its uncertainty, as people of a language write it."""

from __future__ import annotations

from babel.numbers import format_decimal

from certificates.record import Result
from certificates.words import LOCALES


def value_text(result: Result, language: str) -> str:
    """`19.6 ± 0.5 mm`; empty where nothing was measured."""
    if result.value is None:
        return ""
    if result.U is None:
        digits, spread = 0 if result.value == int(result.value) else 1, ""
    else:
        digits = 1 if result.U >= 0.1 else 2
        spread = f" ± {_number(result.U, digits, language)}"
    return f"{_number(result.value, digits, language)}{spread} {result.unit or ''}".strip()


def _number(value: float, digits: int, language: str) -> str:
    pattern = "0." + "0" * digits if digits else "0"
    return str(format_decimal(value, pattern, locale=LOCALES[language]))
