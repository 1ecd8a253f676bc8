"""Room: scenarios. The reference of the pack format, made from its types: it cannot go stale."""

import inspect
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

from scenarios.check_measures import PARAMETERS, unit_of
from scenarios.format import (
    Band,
    Judgement,
    Material,
    Measurement,
    PassRule,
    Scenario,
    Sensor,
    Step,
)
from scenarios.plays.dialogue import Dialogue, Guest, Node, Reply, Turn
from scenarios.plays.scene import Group, Scene, Slide, Thing, View
from scenarios.plays.vr import Place, Prop, Vr, VrGuest, VrSlide, VrThing
from scenarios.plays.vr_parts import (
    Ball,
    Box,
    Cushion,
    Cut,
    Drum,
    Figure,
    Heap,
    Paint,
    Pipe,
    Turned,
    Use,
)
from scenarios.schema import SCHEMAS, schema_text

BEGIN = "<!-- reference: made by `python -m scenarios.reference`; write above this line -->"
TABLES: tuple[tuple[str, type[msgspec.Struct]], ...] = (
    ("The file itself", Scenario),
    ("`[[sensors]]`", Sensor),
    ("`[[materials]]`", Material),
    ("`[[steps]]`", Step),
    ('`[[criteria]]` with `kind = "measurement"`', Measurement),
    ("`bands` of a measurement", Band),
    ('`[[criteria]]` with `kind = "judgement"`', Judgement),
    ("`[pass_rule]`", PassRule),
)
PLAY_TABLES: tuple[tuple[str, type[msgspec.Struct]], ...] = (
    ("A scene file: `scenes/NAME.toml`", Scene),
    ("`[[views]]`", View),
    ("`[[groups]]`", Group),
    ("`[[things]]`", Thing),
    ("`[[slides]]`", Slide),
    ("A dialogue file: `dialogues/NAME.toml`", Dialogue),
    ("`[[guests]]`", Guest),
    ("`[[turns]]`", Turn),
    ("`[[nodes]]`", Node),
    ("`[[nodes.choices]]`", Reply),
)
VR_TABLES: tuple[tuple[str, type[msgspec.Struct]], ...] = (
    ("The file itself: `vr/NAME.toml`", Vr),
    ("`[[paints]]`", Paint),
    ("`[[props]]`", Prop),
    ("`[[places]]`", Place),
    ("`[[things]]`", VrThing),
    ("`[[slides]]`", VrSlide),
    ("`[[guests]]`", VrGuest),
    *((f'Parts with `shape = "{shape.__struct_config__.tag}"`', shape)
      for shape in (Box, Drum, Ball, Cushion, Heap, Pipe, Turned, Cut, Figure, Use)),
)  # fmt: skip
UNIONS = (Union, UnionType)  # how `Annotated[int, …] | None` and `int | None` come back
WORDS = {str: "text", int: "whole number", float: "number", bool: "true or false"}


def format_reference() -> str:
    """Return the reference as Markdown: every table, every key, every measure."""
    lines = [BEGIN, "", *_tables(TABLES)]
    lines += ["### Measures", "", "| measure | unit | parameters |", "|---|---|---|"]
    lines += [
        f"| `{name}` | {unit_of(name)} | {_group(kind)} |" for name, kind in PARAMETERS.items()
    ]
    for struct in dict.fromkeys(PARAMETERS.values()):
        if struct.__struct_fields__:
            keys = ", ".join(f"`{field}`" for field in struct.__struct_fields__)
            lines += ["", f"Parameters of {_group(struct)}, all with defaults: {keys}."]
    return "\n".join(lines) + "\n"


def play_reference() -> str:
    """Return the reference of scenes and dialogues as Markdown: every table, every key."""
    return "\n".join([BEGIN, "", *_tables(PLAY_TABLES)])


def vr_reference() -> str:
    """Return the reference of files for the headset as Markdown: every table, every key."""
    return "\n".join([BEGIN, "", *_tables(VR_TABLES)])


def write_reference(docs: Path) -> list[Path]:
    """Write the schemas and the reference parts of the formats' pages into the folder `docs`."""
    written = []
    for name in SCHEMAS:
        written.append(docs / f"{name}.schema.json")
        written[-1].write_text(schema_text(name), encoding="utf-8")
    pages = {
        "scenario-format.md": format_reference,
        "scenes-and-dialogues.md": play_reference,
        "vr.md": vr_reference,
    }
    for name, reference in pages.items():
        page = docs / name
        tutorial = page.read_text(encoding="utf-8").split(BEGIN)[0]
        page.write_text(tutorial + reference(), encoding="utf-8")
        written.append(page)
    return written


def _tables(tables: tuple[tuple[str, type[msgspec.Struct]], ...]) -> list[str]:
    """Return the Markdown lines of some tables, each with all its keys."""
    lines = []
    for title, struct in tables:
        lines += [f"### {title}", "", inspect.cleandoc(struct.__doc__ or ""), ""]
        lines += ["| key | value | when left out | meaning |", "|---|---|---|---|"]
        lines += [*_rows(struct), ""]
    return lines


def _rows(struct: type[msgspec.Struct]) -> Iterator[str]:
    """Yield one table row for each key of a struct."""
    if struct.__struct_config__.tag is not None:
        tag = f'`"{struct.__struct_config__.tag}"`'
        field = struct.__struct_config__.tag_field
        meaning = "Which kind of criterion it is." if field == "kind" else "Which shape it is."
        yield f"| `{field}` | {tag} | required | {meaning} |"
    for key in msgspec.structs.fields(struct):
        default = "required" if key.required else _default(key.default)
        meaning = (_metas(key.type, "description") or [""])[-1]
        yield f"| `{key.name}` | {_value(key.type)} | {default} | {meaning} |"


def _group(parameters: type[msgspec.Struct]) -> str:
    """Name a group of measures by the parameters they share."""
    name = parameters.__name__.removesuffix("Parameters").lower()
    return "none" if name == "no" else name


def _default(value: object) -> str:
    """Say what a key means when it is left out."""
    if value is None or value == () or not isinstance(value, str | int | float | bool):
        return "none"
    return f"`{str(value).lower()}`"


def _value(hint: Any) -> str:
    """Say in plain words what may be written for a type."""
    bare = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    words = _words(bare)
    limits = [f"at least {limit}" for limit in _metas(hint, "ge")]
    limits += [f"more than {limit}" for limit in _metas(hint, "gt")]
    limits += [f"at most {limit}" for limit in _metas(hint, "le")]
    return ", ".join([words, *limits])


def _words(bare: Any) -> str:
    """Say in plain words what a bare type holds."""
    options = get_args(bare)
    if get_origin(bare) is Literal:
        return " · ".join(f'`"{option}"`' for option in options)
    if get_origin(bare) in UNIONS:
        return " or ".join(_value(option) for option in options if option is not type(None))
    if get_origin(bare) is tuple:
        return _list_words(options)
    if get_origin(bare) is dict or _holds_tables(bare):
        return "table"
    return WORDS[bare]


def _list_words(options: tuple[Any, ...]) -> str:
    """Say in plain words what a list holds."""
    first = get_args(options[0])[0] if get_origin(options[0]) is Annotated else options[0]
    if _holds_tables(first):
        return "tables"
    if get_origin(first) is tuple:
        return f"lists, each {_words(first)}"
    return f"{len(options)} numbers" if first is float else "texts"


def _holds_tables(bare: Any) -> bool:
    """Tell whether a type, or one of its options, is a table."""
    options = get_args(bare) if get_origin(bare) in UNIONS else (bare,)
    return any(
        isinstance(option, type) and issubclass(option, msgspec.Struct) for option in options
    )


def _metas(hint: Any, name: str) -> list[Any]:
    """Return what a type's annotations say under a name."""
    metas = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    return [getattr(meta, name) for meta in metas if getattr(meta, name) is not None]


if __name__ == "__main__":
    for written in write_reference(Path("docs")):
        print(written)
