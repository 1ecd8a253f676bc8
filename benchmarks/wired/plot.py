"""Two small plots as SVG text: bars of rates, and a curve over growing size."""

import math
from typing import Any
from xml.sax.saxutils import escape

OURS, THEIRS, INK, GRID = "#0b6e4f", "#8a8f98", "#20242a", "#d8dce2"
FONT = 'font-family="system-ui, sans-serif"'


def bars(title: str, rates: list[tuple[str, float]]) -> str:
    """Horizontal bars, longest first; bars of ours are named Acredita and coloured."""
    rates = sorted(rates, key=lambda rate: -rate[1])
    top, row, left, width = 44, 46, 16, 700
    most = max(rate for _, rate in rates)
    parts = [_text(left, 26, title, size=16, weight=600)]
    for number, (label, rate) in enumerate(rates):
        y = top + number * row
        colour = OURS if label.startswith("Acredita") else THEIRS
        long = max(2.0, rate / most * (width - 130))
        parts.append(_text(left, y + 12, label, size=12))
        parts.append(
            f'<rect x="{left}" y="{y + 18}" width="{long:.1f}" height="16" fill="{colour}"/>'
        )
        parts.append(_text(left + long + 8, y + 31, f"{rate:,.0f}", size=13, weight=600))
    return _svg(width + 2 * left, top + row * len(rates) + 8, parts)


def curves(what: str, points: list[dict[str, Any]]) -> str:
    """Entries a second over a logarithmic axis, with the p99 receipt time written at each point."""
    width, height, left, top, bottom = 700, 300, 80, 44, 48
    ats = [math.log10(max(1, point["at"])) for point in points]
    span = max(ats) - min(ats) or 1.0
    most = max(point["entries_s"] for point in points) * 1.1
    xs = [left + (at - min(ats)) / span * (width - left - 60) for at in ats]
    ys = [top + (1 - point["entries_s"] / most) * (height - top - bottom) for point in points]
    parts = [_text(16, 26, f"Entries a second, by {what}", size=16, weight=600)]
    for share in (0.0, 0.5, 1.0):
        y = top + (1 - share) * (height - top - bottom)
        parts.append(f'<path d="M{left} {y:.1f}H{width - 30}" stroke="{GRID}"/>')
        parts.append(_text(left - 8, y + 4, f"{most * share:,.0f}", size=11, anchor="end"))
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(xs, ys, strict=True))
    parts.append(f'<polyline points="{line}" fill="none" stroke="{OURS}" stroke-width="2"/>')
    for x, y, point in zip(xs, ys, points, strict=True):
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{OURS}"/>')
        parts.append(_text(x, y - 10, f"p99 {point['p99_ms']} ms", size=10, anchor="middle"))
        parts.append(_text(x, height - 22, f"{point['at']:,}", size=11, anchor="middle"))
    return _svg(width, height, parts)


def _text(
    x: float, y: float, text: str, *, size: int, weight: int = 400, anchor: str = "start"
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" {FONT} font-size="{size}" font-weight="{weight}" '
        f'text-anchor="{anchor}" fill="{INK}">{escape(text)}</text>'
    )


def _svg(width: float, height: float, parts: list[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" role="img">'
    )
    ground = '<rect width="100%" height="100%" fill="#ffffff"/>'
    return "\n".join([head, ground, *parts, "</svg>"]) + "\n"
