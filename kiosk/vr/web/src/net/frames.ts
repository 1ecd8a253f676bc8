// Pose frames as bytes, little-endian, as the kiosk reads them: see hardware/headset.

export const VERSION = 1;
export const JOINTS = 25;
const HEADER = 8;

export interface Pose {
  position: Float32Array;
  orientation: Float32Array;
}

/** Where the page stands in the world: x, y, z and the turn about the upright, in radians. */
export type Standing = readonly [number, number, number, number];

export interface Frame {
  t: number;
  lost: boolean;
  head: Pose | null;
  hands: readonly [Float32Array | null, Float32Array | null];
  controllers: readonly [Pose | null, Pose | null];
  standing: Standing | null;
}

export function frameBytes(frame: Frame): Uint8Array<ArrayBuffer> {
  const poses = [frame.head, ...frame.controllers].filter((pose) => pose !== null).length;
  const hands = frame.hands.filter((hand) => hand !== null).length;
  const size = 9 + 28 * poses + 12 * JOINTS * hands + (frame.standing === null ? 0 : 16);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setFloat64(0, frame.t, true);
  view.setUint8(8, whatOf(frame));
  let at = 9;
  const put = (values: ArrayLike<number>): void => {
    for (let i = 0; i < values.length; i += 1) {
      view.setFloat32(at, values[i] as number, true);
      at += 4;
    }
  };
  if (frame.head) { put(frame.head.position); put(frame.head.orientation); }
  for (const hand of frame.hands) if (hand) put(hand);
  for (const held of frame.controllers) if (held) { put(held.position); put(held.orientation); }
  if (frame.standing) put(frame.standing);
  return bytes;
}

function whatOf(frame: Frame): number {
  return (frame.head ? 1 : 0) | (frame.hands[0] ? 2 : 0) | (frame.hands[1] ? 4 : 0)
    | (frame.controllers[0] ? 8 : 0) | (frame.controllers[1] ? 16 : 0)
    | (frame.lost ? 32 : 0) | (frame.standing ? 64 : 0);
}

/** Several frames, the first of them being the `first`th of all. */
export function batchBytes(first: number, frames: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER + frames.reduce((sum, one) => sum + one.length, 0));
  const view = new DataView(bytes.buffer);
  view.setUint8(0, VERSION);
  view.setUint8(1, 0);
  view.setUint16(2, frames.length, true);
  view.setUint32(4, first, true);
  let at = HEADER;
  for (const one of frames) {
    bytes.set(one, at);
    at += one.length;
  }
  return bytes;
}
