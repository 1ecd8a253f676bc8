"""Room: scenarios. Faults in what a scenario.toml says that its types alone cannot show."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from scenarios.check_measures import check_measure
from scenarios.findings import Finding, did_you_mean
from scenarios.format import Band, Criterion, Measurement, Scenario
from scenarios.measures import OF_SIGHT

FILE = "scenario.toml"


def check_scenario(scenario: Scenario, folder: str) -> Iterator[Finding]:
    """Yield the faults of a whole scenario; `folder` is the name of the folder it lies in."""
    trade, name = scenario.id.split("/")
    if folder != name:
        remedy = f"Rename the folder to {name}, or the id to {trade}/{folder}."
        yield Finding(FILE, "id", f'the folder is called "{folder}"', remedy)
    if scenario.trade != trade:
        yield Finding(FILE, "trade", f'the id begins with "{trade}"', f'Write trade = "{trade}".')
    yield from _repeated_ids(scenario)
    for criterion in scenario.criteria:
        yield from _criterion_faults(criterion, scenario)


def _repeated_ids(scenario: Scenario) -> Iterator[Finding]:
    """Yield ids that stand twice in the same list."""
    lists = {
        "units": list(scenario.units),
        "sensors": [sensor.id for sensor in scenario.sensors],
        "materials": [material.id for material in scenario.materials],
        "safety": list(scenario.safety),
        "steps": [step.id for step in scenario.steps],
        "criteria": [criterion.id for criterion in scenario.criteria],
    }
    for key, ids in lists.items():
        for repeated in sorted({name for name in ids if ids.count(name) > 1}):
            yield Finding(
                FILE, f"{key}[{repeated}]", "the id stands twice", "Give each its own id."
            )


def _criterion_faults(criterion: Criterion, scenario: Scenario) -> Iterator[Finding]:
    """Yield the faults of one criterion."""
    key = f"criteria[{criterion.id}]"
    steps = [step.id for step in scenario.steps]
    if criterion.step not in steps:
        problem = f'there is no step "{criterion.step}"'
        yield Finding(FILE, f"{key}.step", problem, did_you_mean(criterion.step, steps))
    if not isinstance(criterion, Measurement):
        return
    sensors = [sensor.id for sensor in scenario.sensors]
    if criterion.sensor not in sensors:
        problem = f'there is no sensor "{criterion.sensor}"'
        yield Finding(FILE, f"{key}.sensor", problem, did_you_mean(criterion.sensor, sensors))
    yield from check_measure(criterion, FILE, key)
    yield from _sight_faults(criterion, scenario, key)
    yield from _band_faults(criterion.bands, f"{key}.bands")
    yield from _tolerance_faults(criterion, key)


def _sight_faults(criterion: Measurement, scenario: Scenario, key: str) -> Iterator[Finding]:
    """Yield a measure that the eye of its step cannot answer."""
    needed = [sight for sight, measures in OF_SIGHT.items() if criterion.measure in measures]
    for step in scenario.steps:
        sight = step.sight or scenario.sight
        if step.id == criterion.step and needed and sight not in needed:
            problem = f'step "{step.id}" is looked at by "{sight}", which cannot measure it'
            remedy = f'Write sight = "{needed[0]}" in the step, or name another step.'
            yield Finding(FILE, f"{key}.step", problem, remedy)


def _band_faults(bands: Sequence[Band], key: str) -> Iterator[Finding]:
    """Yield gaps, overlaps and contradictions of a criterion's bands."""
    if bands[0].low is not None:
        remedy = "Leave `low` out of the first band: every value must fall into some band."
        yield Finding(FILE, f"{key}[{bands[0].id}].low", "values below it have no band", remedy)
    if bands[-1].high is not None:
        remedy = "Leave `high` out of the last band: every value must fall into some band."
        yield Finding(FILE, f"{key}[{bands[-1].id}].high", "values above it have no band", remedy)
    for below, above in pairwise(bands):
        yield from _neighbour_faults(below, above, key)
    for band in bands:
        if band.low is not None and band.high is not None and band.low >= band.high:
            problem = f"it runs from {band.low} to {band.high}"
            yield Finding(FILE, f"{key}[{band.id}]", problem, "Make `high` larger than `low`.")
    points = {(band.id, band.points) for band in bands}
    for name in sorted({band.id for band in bands}):
        if sum(1 for known, _ in points if known == name) > 1:
            remedy = "Give it the same points everywhere, or the other band its own id."
            yield Finding(FILE, f"{key}[{name}].points", "one id has different points", remedy)
    best = max(band.points for band in bands)
    if best != 1:
        remedy = "Give the best band points = 1; `weight` says how much that is."
        yield Finding(FILE, key, f"the best band earns {best}", remedy)


def _neighbour_faults(below: Band, above: Band, key: str) -> Iterator[Finding]:
    """Yield the gap or overlap between two bands that stand beside each other."""
    where = f"{key}[{above.id}].low"
    if below.high is None or above.low is None:
        remedy = "Only the first band has no `low` and only the last no `high`; write the limit."
        yield Finding(FILE, where, f"no limit between {below.id} and {above.id}", remedy)
    elif below.high != above.low:
        fault = "a gap" if below.high < above.low else "an overlap"
        problem = f"{fault} between {below.id} (to {below.high}) and {above.id} (from {above.low})"
        yield Finding(FILE, where, problem, "Let each band begin where the one before it ends.")
    elif below.points == above.points:
        remedy = "Join them; a limit between equal points only makes doubt."
        yield Finding(FILE, where, f"{below.id} and {above.id} earn the same points", remedy)


def _tolerance_faults(criterion: Measurement, key: str) -> Iterator[Finding]:
    """Yield contradictions between nominal, tolerance and the best band."""
    if (criterion.nominal is None) != (criterion.tolerance is None):
        remedy = "Write both, or leave both out."
        yield Finding(FILE, f"{key}.nominal", "nominal and tolerance belong together", remedy)
    if criterion.nominal is None or criterion.tolerance is None:
        return
    less, more = criterion.tolerance
    if less < 0 or more < 0:
        remedy = "Write distances from nominal: [5, 5] is 5 less to 5 more."
        yield Finding(FILE, f"{key}.tolerance", "a tolerance below zero", remedy)
    best = max(criterion.bands, key=lambda band: band.points)
    ends = (criterion.nominal - less, criterion.nominal + more)
    # A difference of decimals such as 9.5 - 3.2 is not exact in binary: compare to a nanometre.
    if any(
        limit is not None and abs(limit - end) > 1e-6
        for limit, end in zip((best.low, best.high), ends, strict=True)
    ):
        problem = f"nominal and tolerance give {ends[0]:g} to {ends[1]:g}"
        remedy = f'Let the band "{best.id}" have the same limits.'
        yield Finding(FILE, f"{key}.tolerance", problem, remedy)
