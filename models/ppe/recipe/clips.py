"""Makes clips with a known truth out of labelled photographs: a window walks over a person.

What a camera sees of a test: the person nearer and further, shaken, behind something, or not there.
`python -m models.ppe.recipe.clips --data DIR` counts the model's answers by what a frame shows.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from models.detections import Detections, FloatArray
from models.inference import Model, load_model
from models.labelled import read_labelled
from models.ppe.person import PersonBox, nearest_person
from models.ppe.recipe.data import decode, jitter_colour
from models.ppe.recipe.verdicts import verdict

State = Literal["shown", "shaken", "covered", "away"]
STATES: tuple[State, ...] = ("shown", "shaken", "covered", "away")
CHANCES = (0.70, 0.10, 0.10, 0.10)
SIDE_PX, FRAMES = 480, 10
HEAD_IDS, SMALLEST_HEAD_PX = (0, 2), 24


@dataclass(frozen=True, slots=True, eq=False)
class ClipFrame:
    """One frame of a clip, and whether the person in it (shown or not) wears helmet and vest."""

    image: NDArray[np.uint8]
    state: State
    helmet: bool | None
    vest: bool | None


def walk(
    rng: np.random.Generator, image: NDArray[np.uint8], person: PersonBox, count: int
) -> list[ClipFrame]:
    """Return `count` frames of a window that walks over a photograph, `person` in its middle."""
    helmet, vest = _worn(person.helmet, person.no_helmet), _worn(person.vest, person.no_vest)
    states = rng.choice(len(STATES), size=count, p=CHANCES)
    return [
        ClipFrame(_frame(rng, image, person, STATES[state]), STATES[state], helmet, vest)
        for state in states
    ]


def _worn(present: float | None, absent: float | None) -> bool | None:
    """Whether something is worn by the labels; None where they say neither or both."""
    if (present is None) == (absent is None):
        return None
    return present is not None


def _frame(
    rng: np.random.Generator, image: NDArray[np.uint8], person: PersonBox, state: State
) -> NDArray[np.uint8]:
    if state == "away":
        return _away(rng, image)
    x, y, width, height = person.box
    middle = np.array([x + width / 2, y + height / 2])
    sides = np.array([image.shape[1], image.shape[0]])
    side = float(np.clip(max(width, height) * rng.uniform(1.4, 2.6), 90, sides.min()))
    corner = np.clip(middle - side / 2 + rng.uniform(-0.12, 0.12, 2) * side, 0, sides - side)
    shown = _window(image, corner, side)
    if state == "covered" and person.head is not None:
        scale = SIDE_PX / side
        left, top = (np.array(person.head[:2]) - corner) * scale
        right, low = left + person.head[2] * scale, top + person.head[3] * scale
        grown = 0.35 * (right - left)
        colour = [int(v) for v in rng.integers(20, 230, 3)]
        start = (round(left - grown), round(top - grown))
        cv2.rectangle(shown, start, (round(right + grown), round(low + grown)), colour, -1)
    shown = jitter_colour(rng, shown)
    if state == "shaken":
        length = int(rng.integers(15, 40))
        kernel = np.zeros((length, length), np.float32)
        kernel[length // 2] = 1 / length
        shown = np.asarray(cv2.filter2D(shown, -1, kernel), np.uint8)
    return shown


def _away(rng: np.random.Generator, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A wall in the colours of the photograph."""
    colour = image.reshape(-1, 3).mean(axis=0)
    ramp = np.linspace(0.8, 1.2, SIDE_PX)[None, :, None]
    wall = colour * ramp + rng.normal(0, 5, (SIDE_PX, SIDE_PX, 3))
    return np.asarray(np.clip(wall, 0, 255), np.uint8)


def _window(
    image: NDArray[np.uint8], corner: NDArray[np.float64], side: float
) -> NDArray[np.uint8]:
    scale = SIDE_PX / side
    matrix = np.array([[scale, 0, -corner[0] * scale], [0, scale, -corner[1] * scale]])
    shown = cv2.warpAffine(
        image, matrix, (SIDE_PX, SIDE_PX), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(shown, np.uint8)


def alone(person: PersonBox, boxes: FloatArray) -> bool:
    """Whether a person, whose head is seen, is the only or by far the nearest one (class, box)."""
    if person.head is None:
        return False
    heads = boxes[np.isin(boxes[:, 0], HEAD_IDS)]
    areas = np.sort((heads[:, 3:] - heads[:, 1:3]).prod(axis=1))
    own = person.head[2] * person.head[3]
    return min(person.head[2:]) >= SMALLEST_HEAD_PX and not (areas[:-1] > own / 2).any()


def answers(model: Model, data_dir: Path, seed: int) -> dict[str, dict[str, int]]:
    """Count the verdicts on helmets, by what a frame shows and whether one is worn."""
    rng = np.random.default_rng(seed)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for picture in read_labelled(data_dir, model.sheet.classes):
        sample = decode(picture)
        truth = Detections(
            class_names=model.sheet.classes,
            class_id=sample.boxes[:, 0].astype(np.int64),
            confidence=np.ones(len(sample.boxes), np.float32),
            box_px=sample.boxes[:, 1:],
        )
        size = (sample.image.shape[1], sample.image.shape[0])
        person = nearest_person(truth, size)
        if person is None or not alone(person, sample.boxes):
            continue
        for frame in walk(rng, sample.image, person, FRAMES):
            found = nearest_person(model.find(frame.image), (SIDE_PX, SIDE_PX))
            answer = (
                "nobody" if found is None else verdict(found.helmet, found.no_helmet, 0.5, 0.25)
            )
            counts[f"{frame.state}, {'worn' if frame.helmet else 'not worn'}"][answer] += 1
    return {shown: dict(counter) for shown, counter in sorted(counts.items())}


def main() -> None:
    """Print the answers from the command line."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", default="ppe")
    parser.add_argument("--seed", type=int, default=5)
    arguments = parser.parse_args()
    model = load_model(arguments.model)
    print(json.dumps(answers(model, arguments.data, arguments.seed), indent=2))


if __name__ == "__main__":
    main()
