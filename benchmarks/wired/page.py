"""Draws docs/performance.md's table and plots from docs/performance.json, between its markers.

``.venv/bin/python benchmarks/wire.py --growth --write docs`` measures and writes; nobody types
figures. ``python -m wired.page docs`` (in benchmarks/) draws again from the JSON that is there.
"""

import json
import sys
from pathlib import Path
from typing import Any

from wired.plot import bars, curves

BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"

RATIOS = (
    ("echo_ratio", "durable, one entry a frame", "unbatched_s", "CURVE echo", "echo_s", "≥ 0.8"),
    (
        "sqlite_ratio",
        "durable, 64 entries a frame",
        "batched_s",
        "bare SQLite, 1,000 a transaction",
        "sqlite_batch_1000_s",
        "≥ 0.6",
    ),
    (
        "evidence_ratio",
        "evidence, sealed and durable (MB/s)",
        "evidence_mb_s",
        "bare TCP + SHA-256 (MB/s)",
        "tcp_hash_mb_s",
        "≥ 0.8",
    ),
)
PEERS = (("http", "≥ 8"), ("mqtt", "≥ 4"), ("redis", "–"), ("nats", "–"))
STAGES = (
    ("entries_us", "us", "Where an entry's time goes (one a frame, µs of a core)"),
    ("evidence_ms", "ms", "Where a megabyte of evidence's time goes (ms)"),
)
GROWTH = (
    ("kiosks", "kiosks at once (one entry a frame, window 8)"),
    ("event_bytes", "bytes of an event"),
    ("stored", "entries stored before"),
    ("waiting", "entries waiting in one kiosk"),
)


def write_page(docs: Path, figures: dict[str, Any]) -> None:
    """Keep the figures as JSON and draw the page."""
    text = json.dumps(figures, indent=2, ensure_ascii=False)
    (docs / "performance.json").write_text(text + "\n")
    draw(docs)


def draw(docs: Path) -> None:
    """Draw table and plots from the JSON."""
    figures = json.loads((docs / "performance.json").read_text())
    rates = _rates(figures)
    if rates:
        (docs / "images" / "performance.svg").write_text(
            bars("Durable entries a second, same events, same disk, same clients", rates)
        )
    for name, what in GROWTH:
        points = figures.get("growth", {}).get(name, [])
        if points:
            (docs / "images" / f"growth-{name}.svg").write_text(curves(what, points))
    page = docs / "performance.md"
    if page.exists():
        page.write_text(drawn(page.read_text(), figures))


def drawn(text: str, figures: dict[str, Any]) -> str:
    """The page's text with these figures between its markers."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table(figures)}\n{END}{after}"


def table(figures: dict[str, Any]) -> str:
    """Everything between the markers."""
    quick = "**A quick run, to show that it runs: not the figures to go by.** "
    lines = [
        f"{quick if figures['quick'] else ''}Run of "
        f"{figures['made_at'][:16].replace('T', ' ')} UTC, {figures['machine']}; "
        f"{figures['clients']} kiosks, window {figures['window']}, events of about "
        f"{figures['event_bytes']} bytes, attempts of {figures['events_an_attempt']}, sealed.",
        "",
        "| what | entries/s | beside it, in the same run | entries/s | ratio | goal |",
        "|---|---:|---|---:|---:|---|",
    ]
    for ratio, ours, rate, theirs, reference, goal in RATIOS:
        if ratio in figures:
            lines.append(
                f"| {ours} | {figures[rate]:,} | {theirs} | {figures[reference]:,} "
                f"| **{figures[ratio]}** | {goal} |"
            )
    for name, goal in PEERS:
        if f"{name}_ratio" in figures:
            lines.append(
                f"| durable, one entry a frame | {figures['unbatched_s']:,} "
                f"| {figures['peers'][name]} | {figures[f'{name}_s']:,} "
                f"| **{figures[f'{name}_ratio']}** | {goal} |"
            )
    return "\n".join([*lines, *_rest(figures), *_stages(figures), *_growth(figures)])


def _rest(figures: dict[str, Any]) -> list[str]:
    lines = [""]
    if "p99_ms_64_kiosks" in figures:
        lines.append(
            f"- receipt, 64 kiosks that send without rest, window 8: p99 "
            f"**{figures['p99_ms_64_kiosks']} ms** (goal ≤ 15), median "
            f"{figures['p50_ms_64_kiosks']} ms; the echo's p99 is "
            f"{figures['echo_p99_ms_64_kiosks']} ms"
        )
    lines.append(f"- most memory the intake held: **{figures['intake_rss_mb']} MB** (goal ≤ 60)")
    busy = figures["load_generator_may_be_the_limit"]
    shares = ", ".join(
        f"{name} {share:.0%}" for name, share in figures["load_generator_cpu"].items()
    )
    verdict = f"it may itself be the limit in: {', '.join(busy)}" if busy else "never the limit"
    lines.append(f"- the load generator's share of a core: {shares}; {verdict}")
    lines += [f"- not measured: {problem}" for problem in figures.get("skipped", {}).values()]
    if _rates(figures):
        lines += ["", "![Durable entries a second](images/performance.svg)"]
    return lines


def _stages(figures: dict[str, Any]) -> list[str]:
    lines: list[str] = []
    for name, unit, what in STAGES:
        stages = figures.get("stages", {}).get(name, [])
        if stages:
            lines += ["", f"### {what}", "", f"| stage | {unit} |", "|---|---:|"]
            lines += [f"| {stage['stage']} | {stage[unit]} |" for stage in stages]
    return lines


def _growth(figures: dict[str, Any]) -> list[str]:
    lines: list[str] = []
    for name, what in GROWTH:
        points = figures.get("growth", {}).get(name, [])
        if not points:
            continue
        lines += ["", f"### By {what}", "", f"![By {what}](images/growth-{name}.svg)", ""]
        lines += [
            f"| {what} | entries/s | p50 ms | p99 ms | intake MB |",
            "|---:|---:|---:|---:|---:|",
        ]
        lines += [
            f"| {point['at']:,} | {point['entries_s']:,} | {point['p50_ms']} | {point['p99_ms']} "
            f"| {point['rss_mb']} |"
            for point in points
        ]
    return lines


def _rates(figures: dict[str, Any]) -> list[tuple[str, float]]:
    named = [
        ("Acredita, 64 entries a frame", "batched_s"),
        ("Acredita, one entry a frame", "unbatched_s"),
        *((figures.get("peers", {}).get(name, name), f"{name}_s") for name, _ in PEERS),
    ]
    return [(label, float(figures[key])) for label, key in named if key in figures]


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
