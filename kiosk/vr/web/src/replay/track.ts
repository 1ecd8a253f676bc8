// Reads a recorded track of poses; its form is told in hardware/headset/track.py.
import { JOINTS, type Pose, type Standing } from "../net/frames";

export interface Moment {
  /** Seconds since the first frame. */
  s: number;
  lost: boolean;
  head: Pose | null;
  hands: [Float32Array | null, Float32Array | null];
  controllers: [Pose | null, Pose | null];
  stand: Standing | null;
}

export class TrackError extends Error {}

const MAGIC = "ACPT1\n";
const HAND = 3 * JOINTS;
const [MM, TURN] = [1000, 4096];
/** What a frame may hold, in order: its bit, and how many numbers. */
const PARTS = [[1, 7], [2, HAND], [4, HAND], [8, 7], [16, 7], [64, 4]] as const;
const LOST = 32;

/** The moments of a track. Throws TrackError. */
export async function readTrack(data: ArrayBuffer): Promise<Moment[]> {
  const bytes = new Uint8Array(data);
  const head = new TextDecoder().decode(bytes.subarray(0, MAGIC.length));
  if (head !== MAGIC) throw new TrackError("this is no track of poses");
  const view = new DataView(data);
  const moments: Moment[] = [];
  let start: number | null = null;
  for (let at = MAGIC.length; at < bytes.length;) {
    const size = view.getUint32(at, true);
    const block = await unpacked(bytes.subarray(at + 4, at + 4 + size));
    start ??= new DataView(block.buffer).getFloat64(8, true);
    moments.push(...momentsOf(block, start));
    at += 4 + size;
  }
  return moments;
}

async function unpacked(packed: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  try {
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    throw new TrackError("the track is damaged");
  }
}

function momentsOf(block: Uint8Array<ArrayBuffer>, start: number): Moment[] {
  const view = new DataView(block.buffer);
  const count = view.getUint32(0, true);
  const first = view.getFloat64(8, true);
  const what = block.subarray(16, 16 + count);
  let at = 16 + count;
  const times: number[] = [];
  for (let i = 0, ticks = 0; i < count; i += 1) {
    // Four planes: all low bytes first.
    for (let plane = 0; plane < 4; plane += 1) ticks += (block[at + plane * count + i] as number) * 256 ** plane;
    times.push((first - start + ticks / 10) / 1000);
  }
  at += 4 * count;
  const parts = PARTS.map(([bit, numbers]) => {
    const rows = what.reduce((sum, held) => sum + (held & bit ? 1 : 0), 0);
    const values = rows === 0 ? [] : rowsOf(block.subarray(at, at + 2 * rows * numbers), rows, numbers);
    at += 2 * rows * numbers;
    return values;
  });
  const next = PARTS.map(() => 0);
  return times.map((s, i) => {
    const held = what[i] as number;
    const [head, left, right, one, other, stand] = PARTS.map(([bit], p) => {
      if (!(held & bit)) return null;
      next[p] = (next[p] as number) + 1;
      return parts[p]?.[(next[p] as number) - 1] ?? null;
    });
    return {
      s, lost: (held & LOST) !== 0, head: poseOf(head), hands: [left ?? null, right ?? null],
      controllers: [poseOf(one), poseOf(other)],
      stand: stand ? ([stand[0], stand[1], stand[2], stand[3]] as unknown as Standing) : null,
    };
  });
}

function poseOf(numbers: Float32Array | null | undefined): Pose | null {
  return numbers ? { position: numbers.slice(0, 3), orientation: numbers.slice(3) } : null;
}

/** Unfolds columns of differences into rows of numbers. */
function rowsOf(data: Uint8Array, rows: number, columns: number): Float32Array[] {
  const size = rows * columns;
  const made = Array.from({ length: rows }, () => new Float32Array(columns));
  for (let column = 0; column < columns; column += 1) {
    let sum = 0;
    for (let row = 0; row < rows; row += 1) {
      const index = column * rows + row;
      const folded = (data[index] as number) | ((data[size + index] as number) << 8);
      sum += (folded >> 1) ^ -(folded & 1);
      const whole = (sum << 16) >> 16;
      const scale = columns === HAND || column < 3 ? MM : TURN;
      (made[row] as Float32Array)[column] = whole / scale;
    }
  }
  if (columns === HAND) {
    // Joints after the wrist count from the wrist.
    for (const row of made) for (let i = 3; i < HAND; i += 1) row[i] = (row[i] as number) + (row[i % 3] as number);
  }
  return made;
}
