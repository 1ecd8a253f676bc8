"""Room: scenarios. A scenario pack read from its folder: data, texts, pictures and its digest."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import msgspec

from scenarios.check_criteria import check_scenario
from scenarios.check_pictures import MAX_PICTURE_BYTES, picture_file
from scenarios.errors import PackError, PackNotFoundError
from scenarios.findings import Finding, did_you_mean
from scenarios.format import LANGUAGES, Criterion, PassRule, Scenario, Sensor, SightName, Step
from scenarios.plays.check import check_play_words, check_plays
from scenarios.plays.check_vr import check_vr
from scenarios.plays.reading import (
    MAX_VR_BYTES,
    Play,
    play_file,
    read_plays,
    read_vrs,
    vr_file,
)
from scenarios.plays.vr import Vr
from scenarios.texts import check_keys, read_texts, text_file
from scenarios.toml_file import MAX_BYTES, parse_toml, read_bytes, typed

PACKS_ROOT = Path(__file__).resolve().parent
SCENARIO_FILE = "scenario.toml"


@dataclass(frozen=True)
class Pack:
    """One practical test, ready to be run and scored.

    `texts[language][key]` are its words; `plays` its scenes and dialogues by file, `vrs` the same
    for the headset. `digest` (hex sha256) stands for the exact bytes of all `files`, and is
    recorded in every attempt.
    """

    folder: Path
    scenario: Scenario
    texts: Mapping[str, Mapping[str, str]]
    plays: Mapping[str, Play]
    vrs: Mapping[str, Vr]
    digest: str

    @property
    def files(self) -> tuple[str, ...]:
        """Every file it consists of, by its place in the folder."""
        return tuple(sorted(_files(self.scenario, self.plays, self.vrs)))

    @property
    def pictures(self) -> frozenset[str]:
        """Every picture it shows, moving ones too."""
        return frozenset(picture_names(self.scenario, self.plays))

    @property
    def plays_by_step(self) -> Mapping[str, Play]:
        """What is played in each step that plays something, by the step's id."""
        files = {step.id: play_file(step) for step in self.steps}
        return {step: self.plays[file] for step, file in files.items() if file is not None}

    @property
    def vr_by_step(self) -> Mapping[str, Vr]:
        """What is shown in a headset in each step that can be played in one, by the step's id."""
        files = {step.id: vr_file(step) for step in self.steps}
        return {step: self.vrs[file] for step, file in files.items() if file is not None}

    @property
    def id(self) -> str:
        """The pack's name, such as "tourism/table_setting"."""
        return self.scenario.id

    @property
    def version(self) -> str:
        """The pack's version, three numbers."""
        return self.scenario.version

    @property
    def sight(self) -> SightName | None:
        """Which of the kiosk's eyes looks at its pictures where a step names no other; None where
        no camera is used."""
        return self.scenario.sight

    @property
    def sights(self) -> tuple[SightName, ...]:
        """Every eye its steps need, its own first."""
        named = (self.sight, *(step.sight for step in self.steps))
        return tuple(dict.fromkeys(name for name in named if name is not None))

    def sight_of(self, step: Step) -> SightName | None:
        """Which of the kiosk's eyes looks at the pictures of a step."""
        return step.sight or self.sight

    @property
    def sensors(self) -> tuple[Sensor, ...]:
        """The devices it uses, with what happens when one is missing."""
        return self.scenario.sensors

    @property
    def uses_camera(self) -> bool:
        """Whether a camera is among its devices."""
        return any(sensor.kind == "camera" for sensor in self.sensors)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Its steps, in order."""
        return self.scenario.steps

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """What is scored, in order."""
        return self.scenario.criteria

    @property
    def pass_rule(self) -> PassRule:
        """When an attempt, rated by people, is passed."""
        return self.scenario.pass_rule

    def criterion(self, criterion_id: str) -> Criterion:
        """Return the criterion of that id. Raises PackError when there is none."""
        for criterion in self.criteria:
            if criterion.id == criterion_id:
                return criterion
        hint = did_you_mean(criterion_id, (criterion.id for criterion in self.criteria))
        raise PackError(f'{self.id} has no criterion "{criterion_id}". {hint}')

    def text(self, key: str, language: str) -> str:
        """Return a text in a language. Raises PackError when there is none."""
        try:
            return self.texts[language][key]
        except KeyError:
            hint = did_you_mean(key, self.texts.get(language, ()))
            raise PackError(f'{self.id} has no text "{key}" in "{language}". {hint}') from None

    def picture(self, name: str) -> Path:
        """Return the path of one of its pictures. Raises PackError for any other name."""
        if name not in self.pictures:
            hint = did_you_mean(name, self.pictures)
            raise PackError(f'{self.id} has no picture "{name}". {hint}')
        return self.folder / picture_file(name)


def load_pack(where: str | Path) -> Pack:
    """Read a pack by its folder, or by its id when it is one of those shipped.

    Raises PackNotFoundError, or PackError with every fault and its remedy.
    """
    pack, findings = read_pack(_folder(where))
    if findings or pack is None:
        faults = "\n".join(str(finding) for finding in findings)
        raise PackError(f"The scenario pack {where} cannot be used. Mend this first:\n{faults}")
    return pack


def find_packs(roots: Iterable[Path] = (PACKS_ROOT,)) -> list[Pack]:
    """Load every pack that lies two folders deep in one of `roots`, ordered by id.

    Raises PackError when one of them cannot be used, or when two have the same id.
    """
    packs: dict[str, Pack] = {}
    for root in roots:
        for file in sorted(root.glob(f"*/*/{SCENARIO_FILE}")):
            pack = load_pack(file.parent)
            if pack.id in packs:
                there = packs[pack.id].folder
                raise PackError(f"{pack.id} lies in {there} and in {pack.folder}. Remove one.")
            packs[pack.id] = pack
    return [packs[name] for name in sorted(packs)]


def read_pack(folder: Path) -> tuple[Pack | None, list[Finding]]:
    """Read what a folder holds; the findings say why it is no usable pack."""
    data = read_bytes(folder, SCENARIO_FILE, MAX_BYTES)
    if isinstance(data, Finding):
        return None, [data]
    table = parse_toml(data, SCENARIO_FILE)
    if isinstance(table, Finding):
        return None, [table]
    scenario = typed(table, Scenario, SCENARIO_FILE)
    if isinstance(scenario, list):
        return None, scenario
    findings = list(check_scenario(scenario, folder.resolve().name))
    plays, faults = read_plays(folder, scenario)
    findings += faults or check_plays(scenario, plays)
    vrs, faults = read_vrs(folder, scenario)
    findings += faults or check_vr(scenario, plays, vrs)
    texts = {}
    for language in LANGUAGES:
        words, faults = read_texts(folder, language)
        texts[language] = MappingProxyType(words)
        findings += faults
        # A file that could not be read would only be reported again, once for every text in it.
        if words or not faults:
            findings += check_keys(scenario, plays, words, language)
            findings += check_play_words(plays, words, text_file(language))
    files = _files(scenario, plays, vrs)
    digest, faults = _digest(folder, files)
    pack = Pack(
        folder, scenario, MappingProxyType(texts), MappingProxyType(plays), MappingProxyType(vrs),
        digest,
    )  # fmt: skip
    return pack, findings + faults


def picture_names(scenario: Scenario, plays: Mapping[str, Play]) -> set[str]:
    """Return the pictures a scenario shows, with its scenes and dialogues."""
    shown = {scenario.cover} | {step.picture for step in scenario.steps}
    shown |= {step.animation for step in scenario.steps if step.animation is not None}
    return shown.union(*(play.pictures for play in plays.values()))


def _files(scenario: Scenario, plays: Mapping[str, Play], vrs: Mapping[str, Vr]) -> dict[str, int]:
    """The files a pack consists of, each with the bytes it may have at most."""
    files = {SCENARIO_FILE: MAX_BYTES}
    files |= {text_file(language): MAX_BYTES for language in LANGUAGES}
    files |= dict.fromkeys(plays, MAX_BYTES) | dict.fromkeys(vrs, MAX_VR_BYTES)
    names = picture_names(scenario, plays)
    return files | {picture_file(name): MAX_PICTURE_BYTES for name in names}


def _folder(where: str | Path) -> Path:
    """Find the folder meant by a path or an id."""
    path = Path(where)
    if (path / SCENARIO_FILE).is_file():
        return path
    shipped = {
        file.parent.relative_to(PACKS_ROOT).as_posix(): file.parent
        for file in PACKS_ROOT.glob(f"*/*/{SCENARIO_FILE}")
    }
    if str(where) in shipped:
        return shipped[str(where)]
    hint = did_you_mean(str(where), shipped)
    raise PackNotFoundError(
        f"There is no {SCENARIO_FILE} in {where}, and no pack of that id. {hint}"
    )


def _digest(folder: Path, files: Mapping[str, int]) -> tuple[str, list[Finding]]:
    """Hash the files a pack consists of; other files in the folder do not count."""
    digests: dict[str, str] = {}
    findings = []
    for name, limit in sorted(files.items()):
        data = read_bytes(folder, name, limit)
        if isinstance(data, Finding):
            # Missing texts were already reported by the reading of the texts.
            findings += [data] if name.startswith("pictures/") else []
        else:
            digests[name] = hashlib.sha256(data).hexdigest()
    return hashlib.sha256(msgspec.json.encode(digests, order="sorted")).hexdigest(), findings
