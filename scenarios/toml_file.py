"""Room: scenarios. From a TOML file that may hold anything to a typed value or findings."""

import math
import tomllib
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin

import msgspec

from scenarios.findings import Finding, did_you_mean

MAX_BYTES = 64 * 1024
# The parser's time grows with the square of a key's dots: in a line this long it stays below 0.3 s.
MAX_LINE = 3000
MAX_DEPTH = 8  # a band lies four deep; dotted keys could nest a hundred thousand
T = TypeVar("T")


def read_bytes(folder: Path, name: str, limit: int) -> bytes | Finding:
    """Read a file that really lies inside `folder` and holds at most `limit` bytes."""
    path = folder / name
    try:
        if not path.is_file():
            return Finding(name, "", "the file is missing", _where_to_put(path, name))
        if not path.resolve().is_relative_to(folder.resolve()):
            remedy = "Copy the file into the folder; links that lead out are refused."
            return Finding(name, "", "it lies outside its folder", remedy)
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        return Finding(name, "", f"it cannot be read ({error.strerror})", "Check its permissions.")
    if len(data) > limit:
        return Finding(name, "", f"it is larger than {limit // 1024} KiB", "Make it smaller.")
    return data


def _where_to_put(path: Path, name: str) -> str:
    """Say where a missing file belongs, and which neighbour may have been meant."""
    neighbours = [file.name for file in path.parent.iterdir()] if path.parent.is_dir() else []
    alike = get_close_matches(path.name, neighbours, n=1)
    meant = f' Or did you mean "{alike[0]}", which is there?' if alike else ""
    return f"Put it into the folder as {name}.{meant}"


def parse_toml(data: bytes, name: str) -> dict[str, object] | Finding:
    """Parse TOML text; a fault comes back as a finding with the parser's line and column."""
    longest = max(len(line) for line in data.split(b"\n"))
    if longest > MAX_LINE:
        problem = f"a line has {longest} bytes"
        return Finding(name, "", problem, f"Break it; at most {MAX_LINE} fit in a line.")
    too_deep = Finding(name, "", "it is nested too deep", "Write plain tables and lists.")
    try:
        table = tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError:
        return Finding(name, "", "it is not UTF-8 text", "Save it as UTF-8.")
    except RecursionError:
        return too_deep
    except ValueError as error:  # TOMLDecodeError, and numbers with thousands of digits
        return Finding(name, "", f"it is not valid TOML: {error}", "Mend that line.")
    return table if _depth_is_at_most(MAX_DEPTH, table) else too_deep


def _depth_is_at_most(limit: int, table: dict[str, object]) -> bool:
    """Tell whether tables and lists lie within each other at most `limit` deep."""
    level: list[object] = [table]
    for _ in range(limit + 1):
        insides = [item.values() if isinstance(item, dict) else item for item in level]
        level = [item for inside in insides if isinstance(inside, Iterable) for item in inside]
        level = [item for item in level if isinstance(item, dict | list)]
    return not level


def typed(data: dict[str, object], kind: type[T], name: str) -> T | list[Finding]:
    """Convert a parsed table to `kind`, or return every fault found in it."""
    findings = list(faults_of(data, kind, name, ""))
    if findings:
        return findings
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        return [Finding(name, "", str(error), "Correct the value.")]


def faults_of(value: object, hint: Any, name: str, key: str) -> Iterator[Finding]:
    """Yield the faults of one value: tables and lists of tables in depth, the rest at once.

    `hint` is the type it should have, `name` the file and `key` the place it stands in.
    """
    bare = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    structs = _struct_types(bare)
    if structs and isinstance(value, dict):
        yield from _table_faults(value, structs, name, key)
        return
    if isinstance(value, list) and get_origin(bare) is tuple and get_args(bare)[-1] is Ellipsis:
        element = get_args(bare)[0]
        faults = [
            fault
            for index, item in enumerate(value)
            for fault in faults_of(item, element, name, _item_key(key, index, item))
        ]
        yield from faults
        if faults:
            return
    yield from _value_faults(value, hint, bare, name, key)


def _struct_types(bare: Any) -> list[type[msgspec.Struct]]:
    """Return the struct types a hint allows; empty when it is no table."""
    return [
        option
        for option in (get_args(bare) or (bare,))
        if isinstance(option, type) and issubclass(option, msgspec.Struct)
    ]


def _item_key(key: str, index: int, item: object) -> str:
    """Name a list's element by its id, which authors see, else by its place."""
    name = item.get("id") if isinstance(item, dict) else None
    return f"{key}[{name if isinstance(name, str) and len(name) < 60 else index}]"


def _table_faults(
    table: dict[str, object], structs: list[type[msgspec.Struct]], name: str, key: str
) -> Iterator[Finding]:
    """Yield unknown keys, missing keys and faulty values of one table."""
    allowed: dict[str, type[msgspec.Struct]] = {
        str(struct.__struct_config__.tag): struct
        for struct in structs
        if struct.__struct_config__.tag is not None
    }
    struct, known = structs[0], set[str]()
    if allowed:
        tag_field = str(struct.__struct_config__.tag_field)
        tag = table.get(tag_field)
        if not isinstance(tag, str) or tag not in allowed:
            problem = f"{_short(tag)} is not allowed" if tag_field in table else "missing key"
            remedy = f"Write one of: {', '.join(sorted(allowed))}."
            yield Finding(name, _join(key, tag_field), problem, remedy)
            return
        struct, known = allowed[tag], {tag_field}
    fields = {field.encode_name: field for field in msgspec.structs.fields(struct)}
    known |= set(fields)
    for unknown in sorted(set(table) - known):
        yield Finding(name, _join(key, unknown), "unknown key", did_you_mean(unknown, known))
    for field in fields.values():
        if field.encode_name in table:
            inner = _join(key, field.encode_name)
            yield from faults_of(table[field.encode_name], field.type, name, inner)
        elif field.required:
            remedy = f"Add it. {_description(field.type)}".strip()
            yield Finding(name, _join(key, field.encode_name), "missing key", remedy)


def _value_faults(value: object, hint: Any, bare: Any, name: str, key: str) -> Iterator[Finding]:
    """Yield the fault of one plain value, if it has one."""
    if isinstance(value, float) and not math.isfinite(value):
        remedy = "Write an ordinary number; leave `low` or `high` out where there is no end."
        yield Finding(name, key, f"{value} is not a number that can be compared", remedy)
        return
    try:
        msgspec.convert(value, hint)
    except msgspec.ValidationError as error:
        options = _literals(bare)
        if options and isinstance(value, str):
            yield Finding(
                name, key, f"{_short(value)} is not allowed", did_you_mean(value, options)
            )
        else:
            remedy = _description(hint) or "Correct the value."
            yield Finding(name, key, f"{_short(value)} cannot stand here ({error})", remedy)


def _literals(bare: Any) -> list[str]:
    """Return the words a hint allows, also where it may be left out; empty when it is no choice."""
    choices = [bare] if get_origin(bare) is Literal else get_args(bare)
    return [
        str(option)
        for choice in choices
        if get_origin(choice) is Literal
        for option in get_args(choice)
    ]


def _description(hint: Any) -> str:
    """Return what the format says about a value, to be used as the remedy."""
    metas = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    return " ".join(meta.description for meta in metas if meta.description)


def _short(value: object) -> str:
    """Show a value without filling the screen with it."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _join(key: str, inner: str) -> str:
    """Return the dotted key of a value inside a table."""
    return f"{key}.{inner}" if key else inner
