"""Room: scenarios. What a check found: where, what is wrong, and how to mend it."""

from collections.abc import Iterable
from difflib import get_close_matches

import msgspec


class Finding(msgspec.Struct, frozen=True):
    """One fault of a pack or scheme: its file, the key in it, the problem, and the remedy."""

    file: str
    key: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        """The fault as one line for a terminal."""
        where = f"{self.file}: {self.key}" if self.key else self.file
        return f"{where}: {self.problem}. {self.remedy}"


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Say which known name was probably meant, or list them all."""
    names = sorted(known)
    close = get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return f'Did you mean "{close[0]}"?'
    return f"Known here: {', '.join(names)}." if names else "Nothing can stand here; remove it."
