"""What the network is trained towards: task-aligned assignment, varifocal and GIoU losses. Torch.

Feng et al., TOOD (2021); Zhang et al., VarifocalNet (2021); Rezatofighi et al., GIoU (2019).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch.nn import functional

from models.ppe.recipe.network import Prediction

CANDIDATES = 10
SCORE_POWER, OVERLAP_POWER = 0.5, 6.0
SMALLEST_HALF_PX = 6.0
BOX_WEIGHT = 2.5
FOCUS, NEGATIVE_SHARE = 2.0, 0.75


class Truth(NamedTuple):
    """True boxes padded to M a picture: `class_id` (B,M) int, `boxes` (B,M,4) px, `real` (B,M)."""

    class_id: Any
    boxes: Any
    real: Any


class Assignment(NamedTuple):
    """Targets of each grid point: `quality` (B,A,C), `boxes` (B,A,4) px and `weight` (B,A)."""

    quality: Any
    boxes: Any
    weight: Any


def overlap(first: Any, second: Any, *, generalised: bool = False) -> Any:
    """Return IoU (or GIoU) of boxes x1 y1 x2 y2, broadcast over all but the last axis."""
    upper = torch.maximum(first[..., :2], second[..., :2])
    lower = torch.minimum(first[..., 2:], second[..., 2:])
    shared = (lower - upper).clamp(min=0).prod(-1)
    areas = (first[..., 2:] - first[..., :2]).prod(-1) + (second[..., 2:] - second[..., :2]).prod(
        -1
    )
    union = (areas - shared).clamp(min=1e-6)
    iou = shared / union
    if not generalised:
        return iou
    hull_upper = torch.minimum(first[..., :2], second[..., :2])
    hull_lower = torch.maximum(first[..., 2:], second[..., 2:])
    hull = (hull_lower - hull_upper).prod(-1).clamp(min=1e-6)
    return iou - (hull - union) / hull


def assign(prediction: Prediction, truth: Truth) -> Assignment:
    """Give each true box the grid points that agree with it best in class and overlap."""
    with torch.no_grad():
        scores = prediction.logits.detach().sigmoid()
        class_count = scores.shape[-1]
        iou = overlap(truth.boxes[:, :, None], prediction.boxes.detach()[:, None]).clamp(min=0)
        index = truth.class_id[:, None].expand(-1, scores.shape[1], -1)
        agreeing = scores.gather(2, index).transpose(1, 2)
        inside = _inside(prediction.points, truth)
        metric = agreeing.pow(SCORE_POWER) * iou.pow(OVERLAP_POWER) * inside
        best = metric.topk(CANDIDATES, dim=-1)
        chosen = torch.zeros_like(metric).scatter_(-1, best.indices, 1.0) * (metric > 1e-12)
        owner = (iou * chosen).argmax(dim=1)
        chosen = chosen * functional.one_hot(owner, truth.boxes.shape[1]).transpose(1, 2)
        metric = metric * chosen
        top_metric = metric.amax(-1, keepdim=True).clamp(min=1e-9)
        top_iou = (iou * chosen).amax(-1, keepdim=True)
        weight = (metric / top_metric * top_iou).amax(dim=1)
        boxes = truth.boxes.gather(1, owner[..., None].expand(-1, -1, 4))
        classes = functional.one_hot(truth.class_id.gather(1, owner), class_count)
        return Assignment(classes * weight[..., None], boxes, weight)


def _inside(points: Any, truth: Truth) -> Any:
    """Return (B,M,A): grid points inside each real box, small boxes widened to reach some."""
    middle = (truth.boxes[..., :2] + truth.boxes[..., 2:]) / 2
    half = ((truth.boxes[..., 2:] - truth.boxes[..., :2]) / 2).clamp(min=SMALLEST_HALF_PX)
    distance = (points[None, None] - middle[:, :, None]).abs()
    return (distance < half[:, :, None]).all(-1).float() * truth.real[..., None]


def detection_loss(prediction: Prediction, truth: Truth) -> tuple[Any, dict[str, float]]:
    """Return the loss to minimise and its two parts by name."""
    target = assign(prediction, truth)
    total = target.weight.sum().clamp(min=1.0)
    score = prediction.logits.sigmoid()
    focus = torch.where(
        target.quality > 0, target.quality, NEGATIVE_SHARE * score.detach().pow(FOCUS)
    )
    class_loss = functional.binary_cross_entropy_with_logits(
        prediction.logits, target.quality, weight=focus, reduction="sum"
    )
    matched = target.weight > 0
    giou = overlap(prediction.boxes[matched], target.boxes[matched], generalised=True)
    box_loss = ((1.0 - giou) * target.weight[matched]).sum()
    class_loss, box_loss = class_loss / total, box_loss / total
    parts = {"class": float(class_loss.detach()), "box": float(box_loss.detach())}
    return class_loss + BOX_WEIGHT * box_loss, parts
