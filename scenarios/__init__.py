"""Room: scenarios. What is tested, and the pure engine that loads, checks and scores it."""

from scenarios.camera_standing import NOT_PROVEN, CameraMissed, CameraStanding
from scenarios.check import Finding, check_pack
from scenarios.errors import (
    PackError,
    PackNotFoundError,
    PlayError,
    RatingError,
    ScenarioError,
    SchemeError,
    StepError,
)
from scenarios.format import (
    LANGUAGES,
    Band,
    Choice,
    Criterion,
    Judgement,
    Material,
    Measurement,
    PassRule,
    Sensor,
    Step,
)
from scenarios.measures import MEASURES, Measure, MeasureResult
from scenarios.observations import (
    EdgeSeen,
    FrameRefused,
    FrameTaken,
    NumberTyped,
    Observation,
    PersonSeen,
    PieceSeen,
    PlaneSeen,
    UnitSeen,
)
from scenarios.outcome import Outcome, Rating, combine
from scenarios.pack import PACKS_ROOT, Pack, find_packs, load_pack
from scenarios.plays import Acted, Dialogue, PlayBegun, Scene
from scenarios.schema import scenario_schema
from scenarios.schemes import (
    CompetencyUnit,
    Organisation,
    Scheme,
    check_scheme,
    find_schemes,
    load_scheme,
    scheme_for,
)
from scenarios.scoring import AIScore, decide_band, propose_scores
from scenarios.steps import AnyObservation, StepTimed, Walk
from scenarios.typed import asks_for_number, bands_near, number_limits, score_typed

__all__ = [
    "LANGUAGES",
    "MEASURES",
    "NOT_PROVEN",
    "PACKS_ROOT",
    "AIScore",
    "Acted",
    "AnyObservation",
    "Band",
    "CameraMissed",
    "CameraStanding",
    "Choice",
    "CompetencyUnit",
    "Criterion",
    "Dialogue",
    "EdgeSeen",
    "Finding",
    "FrameRefused",
    "FrameTaken",
    "Judgement",
    "Material",
    "Measure",
    "MeasureResult",
    "Measurement",
    "NumberTyped",
    "Observation",
    "Organisation",
    "Outcome",
    "Pack",
    "PackError",
    "PackNotFoundError",
    "PassRule",
    "PersonSeen",
    "PieceSeen",
    "PlaneSeen",
    "PlayBegun",
    "PlayError",
    "Rating",
    "RatingError",
    "ScenarioError",
    "Scene",
    "Scheme",
    "SchemeError",
    "Sensor",
    "Step",
    "StepError",
    "StepTimed",
    "UnitSeen",
    "Walk",
    "asks_for_number",
    "bands_near",
    "check_pack",
    "check_scheme",
    "combine",
    "decide_band",
    "find_packs",
    "find_schemes",
    "load_pack",
    "load_scheme",
    "number_limits",
    "propose_scores",
    "scenario_schema",
    "scheme_for",
    "score_typed",
]
