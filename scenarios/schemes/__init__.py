"""Room: scenarios. What a certificate certifies: schemes read from the TOML files beside this."""

from scenarios.schemes.check import check_scheme
from scenarios.schemes.scheme import (
    SCHEMES_ROOT,
    CompetencyUnit,
    Organisation,
    Scheme,
    find_schemes,
    load_scheme,
    scheme_for,
)

__all__ = [
    "SCHEMES_ROOT",
    "CompetencyUnit",
    "Organisation",
    "Scheme",
    "check_scheme",
    "find_schemes",
    "load_scheme",
    "scheme_for",
]
