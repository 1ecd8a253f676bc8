"""Puts heads and torsos together into persons and picks the one that is tested. numpy only."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.boxes import box_overlap
from models.detections import Detections, FloatArray

HEAD_CLASSES = ("helmet", "no_helmet")
TORSO_CLASSES = ("vest", "no_vest")
PRESENT, ALONE = 0.45, 0.75
"""Least sureness of a person, chosen on the validation part and on pictures of empty scenes (see
card.md), and how much a head or torso counts that has no other beside it."""
PART = 0.15
"""Least confidence from which a detection makes a head or torso of its own."""
PLAUSIBLE = 0.05
"""Least confidence reported at all: a weak rival still tells that the strong one may err."""
SAME_PART_OVERLAP, SAME_PART_COVER = 0.4, 0.75
"""Boxes that overlap by this much, or cover the smaller by this much, show the same part."""
CENTRE_SPREAD = 0.5
"""Distance from the middle, in half picture sizes, at which a person counts 1/e as much."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PersonBox:
    """The person nearest the middle: where, and how surely each class was seen on them.

    `box` is x, y, w, h in px around `head` and `torso` (None when not seen). A confidence is the
    best of its class on this person, None when that class was not seen. When helmet and no_helmet
    are both plausible both are given: the caller decides, or asks a person.
    """

    box: Box
    head: Box | None
    torso: Box | None
    helmet: float | None
    no_helmet: float | None
    vest: float | None
    no_vest: float | None


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A head or a torso: `box` (4,) x1 y1 x2 y2 of its surest detection, confidence by class."""

    box: FloatArray
    confidence: dict[str, float]

    @property
    def surest(self) -> float:
        """Return the confidence that this part is there, whichever its class."""
        return max(self.confidence.values())


def nearest_person(detections: Detections, image_size: tuple[int, int]) -> PersonBox | None:
    """Return the person nearest the middle of a picture of (width, height) px, or None.

    Size weighs too: the main subject stands in front. None means nobody was seen surely enough.
    """
    heads = find_parts(detections, HEAD_CLASSES)
    torsos = find_parts(detections, TORSO_CLASSES)
    persons = [
        (head, torso)
        for head, torso in pair_parts(heads, torsos)
        if sureness(head, torso) >= PRESENT
    ]
    if not persons:
        return None
    boxes = np.stack([_around(head, torso) for head, torso in persons])
    sure = np.asarray([sureness(head, torso) for head, torso in persons], np.float32)
    best = int(np.argmax(prominence(boxes, image_size) * sure))
    head, torso = persons[best]
    seen = (head.confidence if head else {}) | (torso.confidence if torso else {})
    return PersonBox(
        box=_xywh(boxes[best]),
        head=_xywh(head.box) if head else None,
        torso=_xywh(torso.box) if torso else None,
        helmet=seen.get("helmet"),
        no_helmet=seen.get("no_helmet"),
        vest=seen.get("vest"),
        no_vest=seen.get("no_vest"),
    )


def find_parts(detections: Detections, classes: tuple[str, str]) -> list[Part]:
    """Merge the detections of two rival classes into parts, the surest first.

    A detection on a surer one shows the same part; a part keeps the best confidence of each of
    its classes.
    """
    wanted = [i for i in range(len(detections)) if detections.name(i) in classes]
    wanted = [i for i in wanted if detections.confidence[i] >= PLAUSIBLE]
    wanted.sort(key=lambda i: -float(detections.confidence[i]))
    parts: list[Part] = []
    for index in wanted:
        box, name = detections.box_px[index], detections.name(index)
        confidence = float(detections.confidence[index])
        same = next((part for part in parts if same_part(part.box, box)), None)
        if same is not None:
            same.confidence.setdefault(name, confidence)
        elif confidence >= PART:
            parts.append(Part(box, {name: confidence}))
    return parts


def same_part(first: FloatArray, second: FloatArray) -> bool:
    """Return whether two boxes of head classes (or of torso classes) show one head (torso)."""
    overlap = float(box_overlap(first[None], second[None])[0, 0])
    areas = [float((b[2] - b[0]) * (b[3] - b[1])) for b in (first, second)]
    shared = overlap * sum(areas) / (1.0 + overlap)
    return overlap >= SAME_PART_OVERLAP or shared >= SAME_PART_COVER * min(areas)


def pair_parts(
    heads: Sequence[Part], torsos: Sequence[Part]
) -> list[tuple[Part | None, Part | None]]:
    """Give each torso the head above it, surest and best fits first; the rest stand alone."""
    fits = [
        ((1.0 - wrong) * math.sqrt(head.surest * torso.surest), i, j)
        for i, head in enumerate(heads)
        for j, torso in enumerate(torsos)
        if (wrong := misfit(head.box, torso.box)) < 1.0
    ]
    pairs: list[tuple[Part | None, Part | None]] = []
    free_heads, free_torsos = set(range(len(heads))), set(range(len(torsos)))
    for _, i, j in sorted(fits, reverse=True):
        if i in free_heads and j in free_torsos:
            pairs.append((heads[i], torsos[j]))
            free_heads.remove(i)
            free_torsos.remove(j)
    pairs += [(heads[i], None) for i in sorted(free_heads)]
    pairs += [(None, torsos[j]) for j in sorted(free_torsos)]
    return pairs


def misfit(head: FloatArray, torso: FloatArray) -> float:
    """Return how badly a head sits on a torso: 0 perfectly, 1 and more not at all.

    A head's foot is expected at the torso's top, within the torso's width (leaning and rotated
    pictures stretch both); a head is 0.2 to 1.5 times as wide as the torso.
    """
    head_width, head_height = head[2] - head[0], head[3] - head[1]
    torso_width, torso_height = torso[2] - torso[0], torso[3] - torso[1]
    ratio = float(head_width / max(float(torso_width), 1e-6))
    above = (head[1] + head[3]) / 2 < (torso[1] + torso[3]) / 2
    if not above or not 0.15 <= ratio <= 2.0:
        return 1.0
    sideways = abs((head[0] + head[2]) - (torso[0] + torso[2])) / 2 / max(torso_width, head_width)
    gap = abs(head[3] - torso[1]) / max(head_height, 0.5 * torso_height)
    return float(np.hypot(sideways / 0.6, gap / 0.8))


def sureness(head: Part | None, torso: Part | None) -> float:
    """Return how surely there is a person: a head and a torso vouch for each other."""
    if head is not None and torso is not None:
        return math.sqrt(head.surest * torso.surest)
    return ALONE * max(part.surest for part in (head, torso) if part is not None)


def prominence(boxes: FloatArray, image_size: tuple[int, int]) -> FloatArray:
    """Return how much each box (N,4) is the main subject: large, and near the middle."""
    half = np.asarray(image_size, np.float32) / 2
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    distance = np.linalg.norm((middle - half) / half, axis=1)
    size = np.sqrt(np.clip(boxes[:, 2:] - boxes[:, :2], 0, None).prod(axis=1))
    weighted: FloatArray = (size * np.exp(-distance / CENTRE_SPREAD)).astype(np.float32)
    return weighted


def _around(head: Part | None, torso: Part | None) -> FloatArray:
    boxes = np.stack([part.box for part in (head, torso) if part is not None])
    return np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])


def _xywh(box: FloatArray) -> Box:
    x1, y1, x2, y2 = (float(v) for v in box)
    return (x1, y1, x2 - x1, y2 - y1)
