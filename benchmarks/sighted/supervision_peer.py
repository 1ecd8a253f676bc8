"""The same pipeline put together from `supervision` and ONNX Runtime, in a process of its own.

Letterbox, suppression of doubles, tracking and places on the table are supervision's or OpenCV's;
the network and the reading of its peaks are ours: supervision has no reader for them.
Run by benchmarks/vision.py: `python supervision_peer.py FOLDER TURNS` with pictures and plane.npy.
"""

import json
import sys
import time
import warnings
from pathlib import Path

import cv2
import numpy as np
import onnxruntime as ort

warnings.filterwarnings("ignore")  # of a tracker that supervision means to hand on

import supervision as sv  # noqa: E402 - it warns while it is imported

from models.placement import Placement  # noqa: E402 - after supervision, which needs the filter
from models.registry import MODELS_ROOT  # noqa: E402 - after supervision, which needs the filter
from models.sheet import read_sheet  # noqa: E402 - after supervision, which needs the filter
from models.table_setting.peaks import read_peaks  # noqa: E402 - after supervision, which needs the filter

WARM = 5


def main(folder: Path, turns: int) -> None:
    """Time both in turn and print one JSON object."""
    sheet = read_sheet(MODELS_ROOT / "table_setting")
    options = ort.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = 2, 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = ort.InferenceSession(MODELS_ROOT / "table_setting" / sheet.file, options)
    names = [output.name for output in session.get_outputs()]
    pictures = [cv2.imread(str(path)) for path in sorted(folder.glob("*.png"))]
    to_table = np.load(folder / "plane.npy")
    least = np.array([sheet.thresholds[name] for name in sheet.classes])
    tracker = sv.ByteTrack(frame_rate=30)
    side = (sheet.input.width, sheet.input.height)
    run_s, pipeline_s, objects = [], [], 0
    tensor = np.zeros((1, 3, *side[::-1]), np.float32)
    for turn in range(turns + WARM):
        picture = pictures[turn % len(pictures)]
        started = time.perf_counter()
        session.run(names, {"image": tensor})
        between = time.perf_counter()
        boxed = sv.letterbox_image(picture, side, color=(sheet.input.pad,) * 3)
        tensor = (boxed[..., ::-1].transpose(2, 0, 1)[None] / 255.0).astype(np.float32)
        outputs = dict(zip(names, session.run(names, {"image": tensor}), strict=True))
        peaks = read_peaks(outputs, sheet)
        peaks = peaks.take(peaks.confidence >= least[peaks.number])
        corners = _placement(picture, side).to_image(peaks.corners().astype(np.float32))
        found = sv.Detections(
            xyxy=np.concatenate([corners.min(1), corners.max(1)], 1),
            confidence=peaks.confidence,
            class_id=peaks.number,
        ).with_nms(0.7)
        tracked = tracker.update_with_detections(found)
        anchors = tracked.get_anchors_coordinates(sv.Position.CENTER).astype(np.float32)
        if len(anchors):
            cv2.perspectiveTransform(anchors[:, None], to_table)
        if turn >= WARM:
            run_s.append(between - started)
            pipeline_s.append(time.perf_counter() - between)
            objects = max(objects, len(tracked))
    run, whole = float(np.median(run_s)), float(np.median(pipeline_s))
    figures = {
        "version": sv.__version__,
        "objects": objects,
        "ratio": round(whole / run, 3),
        "run_ms": round(1000 * run, 2),
        "pipeline_ms": round(1000 * whole, 2),
    }
    print(json.dumps(figures))


def _placement(picture: np.ndarray, side: tuple[int, int]) -> Placement:
    height, width = picture.shape[:2]
    scale = min(side[0] / width, side[1] / height)
    inner = (int(width * scale), int(height * scale))
    left, top = (side[0] - inner[0]) // 2, (side[1] - inner[1]) // 2
    return Placement(scale, (float(left), float(top)), (width, height))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
