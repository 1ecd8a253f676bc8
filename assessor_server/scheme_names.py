"""What schemes and chambers are called in keys, keysets and certificates: codes, titles, levels."""

from collections.abc import Iterable

from assessor_server.errors import ServerError
from certificates.keyset import Keyset
from certificates.scheme_title import InLanguages, SchemeTitle, with_titles
from scenarios import Scheme
from scenarios.schemes.scheme import Organisation, Words3


class UntitledError(ServerError):
    """A scheme has a key or is to have one, and this server does not know what it is called."""


def scheme_code(scheme: Scheme) -> str:
    """The scheme's short name as it stands in keys and certificates."""
    return _code(scheme.id)


def chamber_code(chamber: Organisation) -> str:
    """An endorsing organisation's short name as it stands in keys and certificates."""
    return _code(chamber.id)


def title_of(scheme: Scheme) -> SchemeTitle:
    """What the keyset says of the scheme once the root has signed it."""
    return SchemeTitle(title=_words(scheme.title), level=_words(scheme.level))


def titles_of(schemes: Iterable[Scheme]) -> dict[str, SchemeTitle]:
    """Titles by the schemes' codes."""
    return {scheme_code(scheme): title_of(scheme) for scheme in schemes}


def titles_to_ask(
    keyset: Keyset, asked: Iterable[str], schemes: Iterable[Scheme]
) -> dict[str, SchemeTitle]:
    """The titles that a request for keys of the `asked` schemes brings along.

    A keyset has the titles of all its certificate keys or none. One that has none gets them when
    all are known here; until then certificates go on carrying their titles themselves. Raises
    UntitledError, and KeysetError for a title that was published in other words.
    """
    ours = (entry.scheme for entry in keyset.keys if entry.purpose == "certificate")
    needed = {code for code in (*ours, *asked) if code is not None}
    known = {code: title for code, title in titles_of(schemes).items() if code in needed}
    unknown = sorted(needed - known.keys() - keyset.schemes.keys())
    if unknown and keyset.schemes:
        raise UntitledError(
            f"Scheme '{unknown[0]}' has no title here: put its file into scenarios/schemes first."
        )
    with_titles(keyset.schemes, known)
    return {} if unknown else known


def _words(words: Words3) -> InLanguages:
    return InLanguages(es=words.es, en=words.en, fr=words.fr)


def _code(id: str) -> str:
    return id.replace("_", "-")[:16].rstrip("-")
