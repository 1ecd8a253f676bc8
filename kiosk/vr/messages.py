"""Room: kiosk. What the headset's page and the kiosk say to each other; poses go as bytes."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from kiosk.vr.errors import RefusedError
from scenarios.plays.acts import Act

VERSION = 1
MAX_TEXT = 16 * 1024
"""Bytes of a message; what a candidate does in one touch takes two hundred."""

Count = Annotated[int, Meta(ge=0, le=10_000_000)]
Name = Annotated[str, Meta(min_length=1, max_length=64)]
Token = Annotated[str, Meta(max_length=64)]
Degree = Annotated[int, Meta(ge=0, le=3)]
Pause = Literal["loading", "asleep", "lost", "away", "staff", "speaking", "rest"]


class Device(msgspec.Struct, frozen=True):
    """What the page knows of the headset."""

    name: Annotated[str, Meta(max_length=120)] = ""
    hands: bool = False
    controllers: bool = False


class Resume(msgspec.Struct, frozen=True):
    """The highest numbers the page knows to be stored."""

    acts: Count = 0
    poses: Count = 0


class Hello(msgspec.Struct, frozen=True, tag_field="m", tag="hello"):
    """The first thing a page says; `again` is what the kiosk gave it for coming back.

    `origin` is the page's zero of time, ms since 1970: figures of latency need it, nothing else.
    """

    v: int
    token: Token
    device: Device = Device()
    resume: Resume = Resume()
    again: Token = ""
    origin: float | None = None


class Did(msgspec.Struct, frozen=True, tag_field="m", tag="act"):
    """One thing done; `n` counts from 1 without gaps, `t` is the page's clock, ms."""

    n: Annotated[int, Meta(ge=1, le=10_000_000)]
    t: float
    act: Act
    on: Name
    choices: Annotated[list[Name], Meta(max_length=16)] = []
    value: float | None = None
    by: Literal["gaze", "hand"] = "hand"


class State(msgspec.Struct, frozen=True, tag_field="m", tag="state"):
    """How the headset stands; also its heart-beat."""

    visible: bool
    tracking: bool
    battery: Annotated[float, Meta(ge=0, le=1)] | None = None


class Answers(msgspec.Struct, frozen=True):
    """How somebody feels: 0 not at all to 3 badly."""

    nausea: Degree
    eyes: Degree
    dizzy: Degree


class Sickness(msgspec.Struct, frozen=True, tag_field="m", tag="sickness"):
    """Answers of the sickness check."""

    when: Literal["before", "after"]
    answers: Answers


class Speaking(msgspec.Struct, frozen=True, tag_field="m", tag="speaking"):
    """A line is being read aloud: the clock stands still meanwhile, as on the screen."""

    on: bool
    id: Annotated[str, Meta(max_length=200)] = ""


class Ready(msgspec.Struct, frozen=True, tag_field="m", tag="ready"):
    """The scene is drawn, or the candidate has rested."""


class Stop(msgspec.Struct, frozen=True, tag_field="m", tag="stop"):
    """The candidate wants to take the headset off."""


class Done(msgspec.Struct, frozen=True, tag_field="m", tag="done"):
    """The candidate has finished."""


FromPage = Hello | Did | State | Sickness | Speaking | Ready | Stop | Done


class Marks(msgspec.Struct, frozen=True):
    """What the candidate has marked so far, for a page that begins in the middle."""

    reported: list[str] = []
    cleared: list[str] = []
    chosen: dict[str, list[str]] = {}
    offsets: dict[str, float] = {}


class Welcome(msgspec.Struct, frozen=True, tag_field="m", tag="welcome"):
    """A page may begin: where everything stands.

    `felt` says that it is known how the candidate feels: the kiosk has asked before.
    """

    v: int
    language: str
    kind: Literal["scene", "dialogue"]
    pack: str
    step: str
    acts: int
    poses: int
    elapsed_s: float
    limit_s: float | None
    seated: bool
    felt: bool
    again: str
    marks: Marks
    world: str = "/vr/world"
    speech: str = "/vr/speech/"


class Ack(msgspec.Struct, frozen=True, tag_field="m", tag="ack"):
    """So much is stored durably."""

    acts: int
    poses: int


class Paused(msgspec.Struct, frozen=True, tag_field="m", tag="pause"):
    """The clock stands still, and why."""

    why: Pause


class Go(msgspec.Struct, frozen=True, tag_field="m", tag="go"):
    """The clock runs."""


class End(msgspec.Struct, frozen=True, tag_field="m", tag="end"):
    """It is over for this page."""

    why: Literal["done", "time", "stopped", "void"]


class Refused(msgspec.Struct, frozen=True, tag_field="m", tag="refused"):
    """What came does not count; the line is closed."""

    code: str
    problem: str
    remedy: str


class Choice(msgspec.Struct, frozen=True):
    """Something the candidate may say."""

    id: str
    text: str


class NodeShown(msgspec.Struct, frozen=True, tag_field="m", tag="node"):
    """A moment of the conversation; without choices it is over."""

    id: str
    says: str
    voice: str
    mood: str
    choices: list[Choice]


ToPage = Welcome | Ack | Paused | Go | End | Refused | NodeShown

_reader: msgspec.json.Decoder[FromPage] = msgspec.json.Decoder(FromPage)
_writer = msgspec.json.Encoder()


def read_message(text: str) -> FromPage:
    """A message of the page. Raises RefusedError for anything else."""
    if len(text.encode()) > MAX_TEXT:
        raise RefusedError("message", f"a message is over {MAX_TEXT} bytes", "send less at once")
    try:
        return _reader.decode(text)
    except msgspec.MsgspecError as problem:
        raise RefusedError("message", str(problem), "open the page anew") from problem


def write_message(message: ToPage) -> str:
    """A message for the page."""
    return _writer.encode(message).decode()
