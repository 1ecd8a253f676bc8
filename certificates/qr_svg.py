"""A QR code drawn into the page itself: there is no picture whose address could give it away."""

from __future__ import annotations

from certificates.qr import QUIET_ZONE, qr_matrix


def qr_path(text: str) -> tuple[int, str]:
    """Side in modules with the quiet zone, and the `d` of an SVG path of the dark ones."""
    matrix = qr_matrix(text)
    runs = []
    for row, modules in enumerate(matrix):
        start = None
        for column, dark in enumerate([*modules, False]):
            if dark and start is None:
                start = column
            elif not dark and start is not None:
                x, y = start + QUIET_ZONE, row + QUIET_ZONE
                runs.append(f"M{x} {y}h{column - start}v1h-{column - start}z")
                start = None
    return len(matrix) + 2 * QUIET_ZONE, "".join(runs)
