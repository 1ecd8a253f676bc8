"""Writes a labelled set of drawn scenes: `python -m models.table_setting.recipe.render --out DIR`.

The evaluation sets of card.md are made by `--count 200 --designs unseen --seed 7`, and the same
with `--covers --size 800`.
"""

import argparse
from pathlib import Path

from models.table_setting.renderer import write_dataset


def main() -> None:
    """Write images/ and labels/ (YOLO-OBB)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=240)
    parser.add_argument("--designs", choices=("train", "unseen"), default="unseen")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--size", type=int, default=640, help="side of the pictures, px")
    parser.add_argument("--covers", action="store_true", help="one cover beside the board")
    chosen = parser.parse_args()
    write_dataset(
        chosen.out,
        chosen.count,
        chosen.seed,
        chosen.designs,
        size_px=chosen.size,
        covers=chosen.covers,
    )


if __name__ == "__main__":
    main()
