"""Words of certificates in Spanish, English and French."""

from __future__ import annotations

from typing import Final

Words = dict[str, str]

STATEMENT: Final[Words] = {
    "es": "{issuer} certifica que {name} es competente en: {competency}.",
    "en": "{issuer} certifies that {name} is competent in: {competency}.",
    "fr": "{issuer} certifie que {name} est compétent·e en : {competency}.",
}
LEVEL: Final[Words] = {"es": "Nivel", "en": "Level", "fr": "Niveau"}
MEASURED: Final[Words] = {
    "es": "medido: {value} {unit}",
    "en": "measured: {value} {unit}",
    "fr": "mesuré : {value} {unit}",
}
SEALED_RECORD: Final[Words] = {
    "es": "Registro sellado de la prueba práctica",
    "en": "Sealed record of the practical test",
    "fr": "Enregistrement scellé de l'épreuve pratique",
}
