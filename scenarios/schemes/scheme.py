"""Room: scenarios. A certification scheme as data, and finding the one a scenario belongs to."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from scenarios.errors import SchemeError
from scenarios.findings import Finding, did_you_mean
from scenarios.format import FileStruct, Id, PackId, Share, Source, Version
from scenarios.toml_file import MAX_BYTES, parse_toml, read_bytes, typed

SCHEMES_ROOT = Path(__file__).resolve().parent
Words = Annotated[str, Meta(min_length=1, max_length=300)]


class Words3(FileStruct, frozen=True, kw_only=True):
    """The same words in the three languages."""

    es: Words
    en: Words
    fr: Words

    def in_language(self, language: str) -> str:
        """Return the words in "es", "en" or "fr". Raises SchemeError for another language."""
        if language not in self.__struct_fields__:
            raise SchemeError(f'There are no words in "{language}". Use es, en or fr.')
        return str(getattr(self, language))


class CompetencyUnit(FileStruct, frozen=True, kw_only=True):
    """One thing a certified person can do; scenarios name it in their `units`."""

    id: Id
    title: Words3


class Organisation(FileStruct, frozen=True, kw_only=True):
    """An organisation that issues or endorses certificates."""

    id: Id
    name: Words
    role: Annotated[Words3, Meta(description="What it stands for, as shown on a certificate.")]


class Standard(FileStruct, frozen=True, kw_only=True):
    """A unit of a national standard that the scheme is aligned to."""

    framework: Words
    name: Words
    code: Annotated[str, Meta(min_length=1, max_length=40)]
    url: Annotated[str, Meta(pattern=r"^https?://[^\s]{3,200}$(?!\n)")]


class Scheme(FileStruct, frozen=True, kw_only=True):
    """What a certificate certifies.

    `scenarios` are all required. `cut_share` is the least share (0-1) of the marks in each.
    A certificate is valid for `validity_months`. `isco_08` and `esco` name the occupation.
    """

    id: Id
    version: Version
    title: Words3
    level: Annotated[Words3, Meta(description="The level, as shown on a certificate.")]
    units: Annotated[tuple[CompetencyUnit, ...], Meta(min_length=1, max_length=40)]
    scenarios: Annotated[tuple[PackId, ...], Meta(min_length=1, max_length=40)]
    cut_share: Share
    validity_months: Annotated[int, Meta(ge=1, le=120)]
    issuing: Annotated[tuple[Organisation, ...], Meta(min_length=1, max_length=10)]
    endorsing: Annotated[tuple[Organisation, ...], Meta(max_length=10)] = ()
    isco_08: Annotated[str, Meta(pattern=r"^[0-9]{4}$(?!\n)", description="ISCO-08 unit group.")]
    esco: Annotated[
        str,
        Meta(
            pattern=r"^http://data\.europa\.eu/esco/(isco/C[0-9]{4}|occupation/[0-9a-f-]{36})$(?!\n)",
            description="Address of the occupation, or of its group, in ESCO.",
        ),
    ]
    standards: Annotated[
        tuple[Standard, ...],
        Meta(max_length=10, description="National standards it is aligned to."),
    ] = ()
    source: Source


def load_scheme(where: str | Path) -> Scheme:
    """Read a scheme by its file, or by its id when it is one of those shipped.

    Raises SchemeError with every fault and its remedy.
    """
    path = Path(where)
    if path.suffix != ".toml":
        path = SCHEMES_ROOT / f"{where}.toml"
        known = [file.stem for file in SCHEMES_ROOT.glob("*.toml")]
        if str(where) not in known:
            hint = did_you_mean(str(where), known)
            raise SchemeError(f'There is no scheme "{where}". {hint}')
    read = _read(path)
    if isinstance(read, Scheme):
        return read
    faults = "\n".join(str(finding) for finding in read)
    raise SchemeError(f"The scheme {path} cannot be used. Mend this first:\n{faults}")


def find_schemes(roots: Iterable[Path] = (SCHEMES_ROOT,)) -> list[Scheme]:
    """Load every scheme in `roots`, ordered by id. Raises SchemeError for a faulty one."""
    files = [file for root in roots for file in root.glob("*.toml")]
    return sorted((load_scheme(file) for file in files), key=lambda scheme: scheme.id)


def scheme_for(scenario_id: str, schemes: Iterable[Scheme] | None = None) -> Scheme:
    """Return the scheme that requires a scenario. Raises SchemeError when none does."""
    candidates = list(find_schemes() if schemes is None else schemes)
    for scheme in candidates:
        if scenario_id in scheme.scenarios:
            return scheme
    hint = did_you_mean(scenario_id, {name for scheme in candidates for name in scheme.scenarios})
    raise SchemeError(f'No scheme requires the scenario "{scenario_id}". {hint}')


def _read(path: Path) -> Scheme | list[Finding]:
    """Read one file, or say what is wrong with it."""
    data = read_bytes(path.parent, path.name, MAX_BYTES)
    table = data if isinstance(data, Finding) else parse_toml(data, path.name)
    if isinstance(table, Finding):
        return [table]
    scheme = typed(table, Scheme, path.name)
    if isinstance(scheme, Scheme) and scheme.id != path.stem:
        remedy = f"Rename the file to {scheme.id}.toml."
        return [Finding(path.name, "id", f'the file is called "{path.stem}"', remedy)]
    return scheme
