"""Room: scenarios. Measures by name: each a pure function of observations and parameters."""

from scenarios.measures.measure import Measure, MeasureResult, undetermined

MEASURES: dict[str, Measure] = {}

__all__ = ["MEASURES", "Measure", "MeasureResult", "undetermined"]
