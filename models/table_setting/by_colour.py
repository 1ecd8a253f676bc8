"""Models room, table setting: a napkin's outline by colour, where the outline network is unsure.

Cloth that lies on a plate folds, shades and has patterns: the network loses its way there, and its
outline strays over the plate. Colours then say which side a place is on: GrabCut (Rother and
others, 2004) from what the network is sure of.
"""

from __future__ import annotations

import cv2
import numpy as np

from models.table_setting.crops import Floats

SURE = 5.0
"""Of a place whose logit is beyond this, the network is believed."""
ROUNDS = 2
LEAST_SURE = 50
"""So many pixels of each kind, at least, must be sure for their colours to be learnt."""
LEAST_ALIKE = 0.6
"""Share of either outline's area that both cover; with less, colours led astray: cloth of the
table's own colour."""
CLEAR = 6.0
"""The logit of a place that colours decided."""


def by_colour(crop: Floats, logits: Floats) -> Floats:
    """Logits (H/2, W/2) of a crop (4, H, W), RGB in 0–1, corrected where colours say otherwise.

    The same picture gives the same answer to the last bit.
    """
    fine = cv2.resize(logits, crop.shape[:0:-1], interpolation=cv2.INTER_LINEAR)
    mask = np.where(fine > 0, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    mask[fine > SURE], mask[fine < -SURE] = cv2.GC_FGD, cv2.GC_BGD
    if min((mask == kind).sum() for kind in (cv2.GC_FGD, cv2.GC_BGD)) < LEAST_SURE:
        return logits
    picture = np.ascontiguousarray((crop[2::-1].transpose(1, 2, 0) * 255).round().astype(np.uint8))
    cv2.setRNGSeed(0)  # the colours are clustered from random starts
    no_rectangle = (0, 0, 1, 1)
    off, on = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(picture, mask, no_rectangle, off, on, ROUNDS, cv2.GC_INIT_WITH_MASK)
    inside = np.isin(mask, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.float32)
    soft = cv2.GaussianBlur(inside, (0, 0), 1.0) - 0.5
    small = cv2.resize(soft, logits.shape[::-1], interpolation=cv2.INTER_AREA)
    said = np.asarray(2 * CLEAR * small, np.float32)
    both, either = ((said > 0) & (logits > 0)).sum(), ((said > 0) | (logits > 0)).sum()
    if both < LEAST_ALIKE * either:
        return logits
    return np.asarray(np.where((said > 0) == (logits > 0), logits, said), np.float32)
