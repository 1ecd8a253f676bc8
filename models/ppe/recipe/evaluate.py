"""Prints how well the model does on a labelled folder: `python -m models.ppe.recipe.evaluate`.

The same figures as `acredita model evaluate ppe --data DIR`.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from models.evaluation import evaluate


def main() -> None:
    """Evaluate from the command line."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with images/ and labels/")
    parser.add_argument("--model", default="ppe", help="name or folder of the model")
    arguments = parser.parse_args()
    print(json.dumps(evaluate(arguments.model, arguments.data), indent=2))


if __name__ == "__main__":
    main()
