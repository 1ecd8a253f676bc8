"""Room: scenarios. What a scenario.toml may say: its types, limits and meanings, nothing else.

The JSON Schema for editors and the reference page are made from these types.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

LANGUAGES = ("es", "en", "fr")

# `$` alone also matches before a last line break, in Python though not in JSON Schema.
Id = Annotated[
    str,
    Meta(
        pattern=r"^[a-z][a-z0-9_]{0,47}$(?!\n)",
        description="Small letters, digits and _, beginning with a letter, at most 48.",
    ),
]
PackId = Annotated[
    str,
    Meta(
        pattern=r"^[a-z][a-z0-9_]{0,47}/[a-z][a-z0-9_]{0,47}$(?!\n)",
        description="The two folders the pack lies in: trade/name.",
    ),
]
Version = Annotated[
    str,
    Meta(
        pattern=r"^[0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4}$(?!\n)",
        description="Three numbers. Raise it with every change after publication.",
    ),
]
PictureName = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9][a-z0-9_-]{0,59}\.(png|jpg)$(?!\n)",
        description="A file in the pack's folder `pictures/`, PNG or JPEG.",
    ),
]
AnimationName = Annotated[
    str,
    Meta(
        pattern=r"^[a-z0-9][a-z0-9_-]{0,59}\.webp$(?!\n)",
        description="A file in the pack's folder `pictures/`, an animated WebP: drawn or filmed.",
    ),
]
Source = Annotated[
    str,
    Meta(
        min_length=10,
        max_length=600,
        description="Where the number comes from: a standard, a manual, or who decided it.",
    ),
]
Share = Annotated[float, Meta(ge=0, le=1)]
SightName = Literal["table_setting", "masonry", "ppe"]
Parameter = str | int | float | bool | list[str | float] | dict[str, float]


class FileStruct(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of a file an author writes. A key that is not listed is an error."""


class Sensor(FileStruct, frozen=True, kw_only=True):
    """A device the test uses, and what happens when it is missing or fails."""

    id: Annotated[Id, Meta(description="Name by which criteria refer to the device.")]
    kind: Annotated[
        Literal["camera", "screen", "headset", "clock", "hand_tool"],
        Meta(
            description="What kind of device it is; `screen` is the kiosk's own (or a headset "
            "in its place), a `hand_tool` is an assessor's."
        ),
    ]
    fallback: Annotated[
        Literal["person", "stop"],
        Meta(
            description="Without it: `person` sends its criteria to a person, "
            "`stop` does not start the test. Never a pass."
        ),
    ]


class Material(FileStruct, frozen=True, kw_only=True):
    """A thing that has to lie ready. Its name stands in the texts: `materials.ID`."""

    id: Id
    quantity: Annotated[int, Meta(ge=1, le=1000, description="How many of it.")] = 1


class Step(FileStruct, frozen=True, kw_only=True):
    """One step of the test, one screen. Texts: `steps.ID.title`, `steps.ID.instruction`."""

    id: Id
    picture: Annotated[PictureName, Meta(description="Picture shown beside the instruction.")]
    animation: Annotated[
        AnimationName | None,
        Meta(
            description="Moving pictures without sound that show how it is done: played large, as "
            "often as the candidate wants, while the time stands still."
        ),
    ] = None
    time_limit_s: Annotated[
        Annotated[int, Meta(ge=5, le=7200)] | None,
        Meta(description="Seconds after which the step ends by itself, 5 to 7200."),
    ] = None
    retries: Annotated[
        int, Meta(ge=0, le=10, description="How many times the candidate may do it again.")
    ] = 0
    capture: Annotated[
        Literal["none", "photo", "clip"],
        Meta(description="What the camera keeps at the end of the step."),
    ] = "none"
    sight: Annotated[
        SightName | None,
        Meta(
            description="The kiosk's eye for this step; without it, the file's own. "
            "A `clip` step that names one is also looked at while it is done."
        ),
    ] = None
    scene: Annotated[
        Id | None, Meta(description="Plays `scenes/NAME.toml`: a place to look through.")
    ] = None
    dialogue: Annotated[
        Id | None, Meta(description="Plays `dialogues/NAME.toml`: a conversation to lead.")
    ] = None
    vr: Annotated[
        Id | None,
        Meta(description="What it plays can be played in a headset too: `vr/NAME.toml`."),
    ] = None

    @property
    def plays(self) -> bool:
        """Whether it is done on the screen itself, in a scene or a dialogue."""
        return self.scene is not None or self.dialogue is not None

    @property
    def title(self) -> str:
        """The text key of the step's short name."""
        return f"steps.{self.id}.title"

    @property
    def instruction(self) -> str:
        """The text key of what the candidate should do."""
        return f"steps.{self.id}.instruction"


class Band(FileStruct, frozen=True, kw_only=True):
    """A range of values that score alike. Its name stands in the texts: `bands.ID`.

    Bands stand from the smallest value to the largest, the first without `low`, the last without
    `high`. The same id may stand twice (too little, too much) with the same points.
    A limit itself belongs to the band with more points.
    """

    id: Id
    low: Annotated[float | None, Meta(description="Smallest value; without it, no end.")] = None
    high: Annotated[float | None, Meta(description="Largest value; without it, no end.")] = None
    points: Annotated[
        float, Meta(ge=0, le=1, description="Share of the criterion's weight it earns, 0 to 1.")
    ]


class Choice(msgspec.Struct, frozen=True):
    """One answer a person can give to a criterion.

    `band` is what a Rating names, `label` the text key of its words, `points` the share (0-1) of
    the criterion's weight.
    """

    band: str
    label: str
    points: float


class Scored(FileStruct, frozen=True, kw_only=True, tag_field="kind"):
    """What every criterion has. Texts: `criteria.ID.title`; `criteria.ID.hint` for assessors."""

    id: Id
    weight: Annotated[float, Meta(gt=0, le=100, description="Marks it earns when fully met.")]
    critical: Annotated[
        bool, Meta(description="Failing it fails the attempt, whatever the total.")
    ] = False
    step: Annotated[Id, Meta(description="The step in which it is seen.")]
    source: Source

    @property
    def title(self) -> str:
        """The text key of the criterion's name."""
        return f"criteria.{self.id}.title"

    @property
    def hint(self) -> str:
        """The text key of the sentence that tells an assessor what to look at."""
        return f"criteria.{self.id}.hint"

    @property
    def kind(self) -> str:
        """`measurement` or `judgement`."""
        return str(self.__struct_config__.tag)


class Measurement(Scored, frozen=True, kw_only=True, tag="measurement"):
    """A number against a tolerance."""

    sensor: Annotated[Id, Meta(description="The sensor that gives the observations.")]
    measure: Annotated[Id, Meta(description="Name of the measure, from the list below.")]
    parameters: Annotated[
        dict[str, Parameter],
        Meta(description="Settings of the measure, by name."),
    ] = {}
    unit: Annotated[
        Literal["mm", "deg", "s", "mm/m", "share", "pieces"],
        Meta(description="Unit of the value and of every number below."),
    ]
    nominal: Annotated[
        float | None, Meta(description="The value aimed at; left out where there is none.")
    ] = None
    tolerance: Annotated[
        tuple[float, float] | None,
        Meta(
            description="How much less and how much more than `nominal` is still fully right.",
        ),
    ] = None
    guard_band: Annotated[
        float,
        Meta(
            ge=0,
            description="Least distance from a limit at which the number alone decides; "
            "the uncertainty U counts where it is larger.",
        ),
    ] = 0.0
    bands: Annotated[
        tuple[Band, ...],
        Meta(min_length=2, max_length=9, description="What a value is worth, 2 to 9 bands."),
    ]

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The bands, the best first, each id once."""
        points = {band.id: band.points for band in self.bands}
        best_first = sorted(points.items(), key=lambda item: -item[1])
        return tuple(Choice(band, f"bands.{band}", share) for band, share in best_first)


class Judgement(Scored, frozen=True, kw_only=True, tag="judgement"):
    """A person's judgement from 0 to 3. Texts: `criteria.ID.level_0` to `criteria.ID.level_3`."""

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The levels "3" to "0"; each earns level ÷ 3 of the weight."""
        return tuple(
            Choice(str(level), f"criteria.{self.id}.level_{level}", level / 3)
            for level in (3, 2, 1, 0)
        )


Criterion = Measurement | Judgement


class PassRule(FileStruct, frozen=True, kw_only=True):
    """When an attempt, rated by people, is passed."""

    cut_share: Annotated[Share, Meta(description="Least share of all marks.")]
    critical_share: Annotated[
        Share, Meta(description="Least share of its own marks for each critical criterion.")
    ]
    source: Source


class Scenario(FileStruct, frozen=True, kw_only=True):
    """A whole scenario.toml: one practical test."""

    id: PackId
    version: Version
    trade: Annotated[Id, Meta(description="The trade; the same as the first part of the id.")]
    units: Annotated[
        tuple[Id, ...],
        Meta(
            min_length=1,
            max_length=20,
            description="Competency units it gives evidence for. Texts: `units.ID`.",
        ),
    ]
    sight: Annotated[
        SightName | None,
        Meta(
            description="The kiosk's eye that looks at its pictures; a step may name another. "
            "Left out where no camera is used."
        ),
    ] = None
    cover: Annotated[PictureName, Meta(description="Picture on the screen that starts the test.")]
    sensors: Annotated[
        tuple[Sensor, ...],
        Meta(min_length=1, max_length=10, description="The devices, 1 to 10; see below."),
    ]
    materials: Annotated[
        tuple[Material, ...], Meta(max_length=60, description="What lies ready, up to 60.")
    ] = ()
    safety: Annotated[
        tuple[Id, ...], Meta(max_length=20, description="Safety notes. Texts: `safety.ID`.")
    ] = ()
    steps: Annotated[
        tuple[Step, ...],
        Meta(min_length=1, max_length=60, description="The steps in order, 1 to 60."),
    ]
    criteria: Annotated[
        tuple[Criterion, ...],
        Meta(min_length=1, max_length=100, description="What is scored, 1 to 100."),
    ]
    pass_rule: Annotated[PassRule, Meta(description="When it is passed.")]
