"""Writes a labelled set of drawn scenes: `python -m models.table_setting.recipe.render --out DIR`.

The evaluation set of card.md is made by `--count 240 --designs unseen --seed 7`.
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
    chosen = parser.parse_args()
    write_dataset(chosen.out, chosen.count, chosen.seed, chosen.designs, size_px=chosen.size)


if __name__ == "__main__":
    main()
