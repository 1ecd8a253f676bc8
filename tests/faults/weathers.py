"""The links a kiosk is put behind, by name: each fault alone, and everything at once."""

from tests.faults.proxy import Weather

WEATHERS: dict[str, Weather] = {
    "delay": Weather(delay_s=0.15),
    "jitter": Weather(delay_s=0.02, jitter_s=0.2),
    "reordering between connections": Weather(jitter_s=0.02, reorder=0.3),
    "loss of connection": Weather(cut=0.02),
    "half-open connection": Weather(half_open=0.04),
    "corruption": Weather(corrupt=0.02),
    "throttling": Weather(bytes_per_s=200_000),
    "everything at once": Weather(
        delay_s=0.005,
        jitter_s=0.02,
        bytes_per_s=2_000_000,
        reorder=0.05,
        cut=0.01,
        half_open=0.004,
        corrupt=0.01,
    ),
}
