"""How often worn / not worn / unsure is right for the person nearest the middle.

`python -m models.ppe.recipe.verdicts --data DIR [--sure 0.5 --margin 0.25]` prints it as JSON; DIR
holds images/ and labels/. The bands are the caller's (a scenario's), so they are parameters here.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.box_evaluation import Compared, compare
from models.boxes import box_overlap
from models.detections import Detections
from models.inference import Model, load_model
from models.labelled import read_labelled
from models.ppe.person import Box, PersonBox, nearest_person

SAME_PERSON_OVERLAP = 0.3
PAIRS = {"helmet": ("helmet", "no_helmet"), "vest": ("vest", "no_vest")}


@dataclass(frozen=True, slots=True)
class Subject:
    """The main person of one picture, as labelled and as found (None: nobody)."""

    name: str
    true: PersonBox | None
    found: PersonBox | None

    @property
    def same(self) -> bool:
        """Return whether the person found is the one labelled."""
        if self.true is None or self.found is None:
            return False
        boxes = [np.asarray([_corners(p.box)], np.float32) for p in (self.true, self.found)]
        return bool(box_overlap(boxes[0], boxes[1])[0, 0] >= SAME_PERSON_OVERLAP)


def verdict(worn: float | None, missing: float | None, sure: float, margin: float) -> str:
    """Return worn, not_worn or unsure: one side sure, and ahead of the other by the margin."""
    ahead = (worn or 0.0) - (missing or 0.0)
    if max(worn or 0.0, missing or 0.0) < sure or abs(ahead) < margin:
        return "unsure"
    return "worn" if ahead > 0 else "not_worn"


def subjects(model: Model, data_dir: Path) -> list[Subject]:
    """Run the model on a labelled folder and return who stands in the middle of each picture."""
    labelled = read_labelled(data_dir, model.sheet.classes)
    return [
        Subject(picture.path.name, *_both(compare(model, picture), model.sheet.classes))
        for picture in labelled
    ]


def tally(
    people: Sequence[Subject], garment: str, sure: float, margin: float
) -> dict[str, dict[str, int]]:
    """Count verdicts by what the labels say; nobody or somebody else found is counted apart."""
    worn, missing = PAIRS[garment]
    counts: dict[str, Counter[str]] = {"worn": Counter(), "not_worn": Counter()}
    for person in people:
        if person.true is None:
            continue
        truth = verdict(getattr(person.true, worn), getattr(person.true, missing), 0.5, 0.5)
        if truth == "unsure":
            continue
        if person.found is None:
            answer = "nobody"
        else:
            found = person.found
            answer = verdict(getattr(found, worn), getattr(found, missing), sure, margin)
            answer = answer if person.same else f"other person: {answer}"
        counts[truth][answer] += 1
    return {truth: dict(counter) for truth, counter in counts.items()}


def _both(
    compared: Compared, classes: tuple[str, ...]
) -> tuple[PersonBox | None, PersonBox | None]:
    true = Detections(
        class_names=classes,
        class_id=compared.true_class,
        confidence=np.ones(len(compared.true_class), np.float32),
        box_px=compared.true_box,
    )
    return nearest_person(true, compared.size), nearest_person(compared.found, compared.size)


def _corners(box: Box) -> Box:
    x, y, width, height = box
    return (x, y, x + width, y + height)


def main() -> None:
    """Print the tallies from the command line."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", default="ppe")
    parser.add_argument("--sure", type=float, default=0.5)
    parser.add_argument("--margin", type=float, default=0.25)
    arguments = parser.parse_args()
    people = subjects(load_model(arguments.model), arguments.data)
    for garment in PAIRS:
        counts = tally(people, garment, arguments.sure, arguments.margin)
        print(json.dumps({"garment": garment, "by_truth": counts}))


if __name__ == "__main__":
    main()
