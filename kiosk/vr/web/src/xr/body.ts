// What the headset says of head, hands and controllers in one frame, in its own room.
import { type Matrix4, Quaternion, Vector3 } from "three";
import { JOINTS, type Frame, type Pose } from "../net/frames";

export type Side = "left" | "right" | "none";

/** Something to point with: a ray in the world, and the tip of the finger where there is a hand. */
export interface Pointer {
  source: XRInputSource;
  side: Side;
  origin: Vector3;
  direction: Vector3;
  tip: Vector3 | null;
  pressed: boolean;
}

export interface Body {
  head: { position: Vector3; orientation: Quaternion } | null;
  lost: boolean;
  hands: [Float32Array | null, Float32Array | null];
  controllers: [Pose | null, Pose | null];
  pointers: Pointer[];
}

const TIP = 9; // index-finger-tip in WebXR's order of joints

/** Reads one frame. `stand` takes the headset's room into the world. */
export function readBody(
  frame: XRFrame, room: XRReferenceSpace, stand: Matrix4, pressed: ReadonlySet<XRInputSource>,
): Body {
  const body: Body = {
    head: null, lost: true, hands: [null, null], controllers: [null, null], pointers: [],
  };
  const viewer = frame.getViewerPose(room);
  if (viewer) {
    const { position: p, orientation: q } = viewer.transform;
    body.head = {
      position: new Vector3(p.x, p.y, p.z), orientation: new Quaternion(q.x, q.y, q.z, q.w),
    };
    body.lost = viewer.emulatedPosition;
  }
  for (const source of frame.session.inputSources) {
    const slot = source.handedness === "left" ? 0 : 1;
    if (source.hand) body.hands[slot] = jointsOf(frame, source.hand, room);
    else if (source.gripSpace) body.controllers[slot] = poseOf(frame.getPose(source.gripSpace, room));
    const pointer = pointerOf(frame, source, room, stand, body.hands[slot], pressed);
    if (pointer !== null) body.pointers.push(pointer);
  }
  return body;
}

/** The frame to be sent of a body. */
export function frameOf(body: Body, t: number, standing: Frame["standing"], jumped: boolean): Frame {
  const head = body.head && {
    position: new Float32Array(body.head.position.toArray()),
    orientation: new Float32Array(body.head.orientation.toArray()),
  };
  return {
    t, lost: body.lost || jumped, head, hands: body.hands, controllers: body.controllers, standing,
  };
}

function jointsOf(frame: XRFrame, hand: XRHand, room: XRReferenceSpace): Float32Array | null {
  const places = new Float32Array(3 * JOINTS);
  let at = 0;
  for (const joint of hand.values()) {
    const pose = frame.getJointPose?.(joint, room);
    if (!pose) return null;
    const { x, y, z } = pose.transform.position;
    places.set([x, y, z], at);
    at += 3;
  }
  return at === 3 * JOINTS ? places : null;
}

function poseOf(pose: XRPose | undefined): Pose | null {
  if (!pose) return null;
  const { position: p, orientation: q } = pose.transform;
  return {
    position: new Float32Array([p.x, p.y, p.z]),
    orientation: new Float32Array([q.x, q.y, q.z, q.w]),
  };
}

function pointerOf(
  frame: XRFrame, source: XRInputSource, room: XRReferenceSpace, stand: Matrix4,
  joints: Float32Array | null, pressed: ReadonlySet<XRInputSource>,
): Pointer | null {
  const pose = frame.getPose(source.targetRaySpace, room);
  if (!pose) return null;
  const { position: p, orientation: q } = pose.transform;
  const direction = new Vector3(0, 0, -1).applyQuaternion(new Quaternion(q.x, q.y, q.z, q.w));
  const tip = joints === null ? null
    : new Vector3(joints[3 * TIP], joints[3 * TIP + 1], joints[3 * TIP + 2]).applyMatrix4(stand);
  return {
    source,
    side: source.handedness,
    origin: new Vector3(p.x, p.y, p.z).applyMatrix4(stand),
    direction: direction.transformDirection(stand),
    tip,
    pressed: pressed.has(source),
  };
}
