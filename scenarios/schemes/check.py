"""Room: scenarios. Whether schemes and packs fit together: every unit tested, every test there."""

from collections.abc import Iterable, Iterator

from scenarios.findings import Finding, did_you_mean
from scenarios.pack import Pack
from scenarios.schemes.scheme import Scheme


def check_scheme(scheme: Scheme, packs: Iterable[Pack]) -> Iterator[Finding]:
    """Yield the faults of a scheme against the packs at hand."""
    file = f"{scheme.id}.toml"
    known = {pack.id: pack for pack in packs}
    units = {unit.id for unit in scheme.units}
    tested: set[str] = set()
    for name in scheme.scenarios:
        if name not in known:
            problem = f'there is no scenario "{name}"'
            yield Finding(file, "scenarios", problem, did_you_mean(name, known))
            continue
        evidence = set(known[name].scenario.units)
        tested |= evidence
        for unit in sorted(evidence - units):
            problem = f'{name} tests "{unit}", which the scheme does not certify'
            yield Finding(file, f"units[{unit}]", problem, did_you_mean(unit, units))
    for unit in sorted(units - tested):
        remedy = "Require a scenario that lists it in its `units`, or take it out."
        yield Finding(file, f"units[{unit}]", "no required scenario tests it", remedy)
