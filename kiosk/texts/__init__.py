"""Room: kiosk. What the screens say, in Spanish, English and French; reads only its own files."""

from kiosk.texts.catalogue import LANGUAGES, Catalogue, TextMissingError, load_catalogue

__all__ = ["LANGUAGES", "Catalogue", "TextMissingError", "load_catalogue"]
