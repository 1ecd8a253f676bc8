// Shade where things meet, worked out once when a place is built: corners, under tables, at feet.
// What is solid is written into small cubes; from every corner a few rays look for free sky.
import { BufferAttribute, type BufferGeometry, Vector3 } from "three";
import type { Merged } from "../shapes/soup";

const RAYS = 14;
const STEPS = 7;
const DARKEST = 0.62;

interface Cubes {
  low: Vector3;
  side: number;
  size: readonly [number, number, number];
  solid: Uint8Array;
}

/** Darkens the colours of corners that see little of the open, one geometry after the other. */
export function* shade(merged: readonly Merged[], indoors: boolean): Generator<void> {
  const opaque = merged.filter((one) => one.finish !== "glass" && one.finish !== "glowing");
  const cubes = cubesOf(opaque.map((one) => one.geometry), indoors ? 0.1 : 0.16);
  for (const { geometry } of opaque) {
    yield;
    darken(geometry, cubes);
  }
}

function cubesOf(all: readonly BufferGeometry[], side: number): Cubes {
  const low = new Vector3(Infinity, Infinity, Infinity);
  const high = low.clone().negate();
  for (const geometry of all) {
    geometry.computeBoundingBox();
    if (geometry.boundingBox) {
      low.min(geometry.boundingBox.min);
      high.max(geometry.boundingBox.max);
    }
  }
  // Hills at the horizon need no shade.
  low.max(new Vector3(-26, -5, -26)).subScalar(side);
  high.min(new Vector3(26, 14, 26)).addScalar(side);
  const size = [0, 1, 2].map((i) =>
    Math.max(1, Math.ceil((high.getComponent(i) - low.getComponent(i)) / side)),
  ) as unknown as [number, number, number];
  const cubes: Cubes = { low, side, size, solid: new Uint8Array(size[0] * size[1] * size[2]) };
  for (const geometry of all) fill(geometry, cubes);
  return cubes;
}

function cubeAt({ low, side, size }: Cubes, x: number, y: number, z: number): number {
  const i = Math.floor((x - low.x) / side);
  const j = Math.floor((y - low.y) / side);
  const k = Math.floor((z - low.z) / side);
  if (i < 0 || j < 0 || k < 0 || i >= size[0] || j >= size[1] || k >= size[2]) return -1;
  return (k * size[1] + j) * size[0] + i;
}

function fill(geometry: BufferGeometry, cubes: Cubes): void {
  const at = geometry.getAttribute("position");
  const index = geometry.getIndex();
  if (index === null) return;
  const [a, b, c, p] = [new Vector3(), new Vector3(), new Vector3(), new Vector3()];
  for (let i = 0; i < index.count; i += 3) {
    a.fromBufferAttribute(at, index.getX(i));
    b.fromBufferAttribute(at, index.getX(i + 1)).sub(a);
    c.fromBufferAttribute(at, index.getX(i + 2)).sub(a);
    const m = Math.min(160, Math.ceil(b.length() / cubes.side / 0.7) + 1);
    const n = Math.min(160, Math.ceil(c.length() / cubes.side / 0.7) + 1);
    for (let u = 0; u <= m; u += 1) {
      for (let v = 0; v <= n * (1 - u / m); v += 1) {
        p.copy(a).addScaledVector(b, u / m).addScaledVector(c, v / n);
        const cube = cubeAt(cubes, p.x, p.y, p.z);
        if (cube >= 0) cubes.solid[cube] = 1;
      }
    }
  }
}

const AROUND: readonly Vector3[] = Array.from({ length: RAYS }, (_, i) => {
  // Evenly over a half ball (Fibonacci's spiral).
  const up = 0.12 + (0.88 * (i + 0.5)) / RAYS;
  const flat = Math.sqrt(1 - up * up), angle = i * 2.399963;
  return new Vector3(flat * Math.cos(angle), up, flat * Math.sin(angle));
});

function darken(geometry: BufferGeometry, cubes: Cubes): void {
  const at = geometry.getAttribute("position");
  const out = geometry.getAttribute("normal");
  const colour = geometry.getAttribute("color") as BufferAttribute;
  const [p, n, s, t, way] = [new Vector3(), new Vector3(), new Vector3(), new Vector3(), new Vector3()];
  for (let i = 0; i < at.count; i += 1) {
    p.fromBufferAttribute(at, i);
    n.fromBufferAttribute(out, i);
    s.set(Math.abs(n.y) < 0.9 ? 0 : 1, Math.abs(n.y) < 0.9 ? 1 : 0, 0).cross(n).normalize();
    t.crossVectors(n, s);
    let covered = 0;
    for (const ray of AROUND) {
      way.set(0, 0, 0).addScaledVector(s, ray.x).addScaledVector(n, ray.y).addScaledVector(t, ray.z);
      covered += coverAlong(cubes, p, way) * ray.y;
    }
    const share = covered / (RAYS * 0.56);
    const light = 1 - (1 - DARKEST) * Math.min(1, share * 1.15);
    colour.setXYZ(i, colour.getX(i) * light, colour.getY(i) * light, colour.getZ(i) * light);
  }
}

/** How much a ray is held up near its beginning: 1 at once, 0 not at all. */
function coverAlong(cubes: Cubes, from: Vector3, way: Vector3): number {
  const side = cubes.side;
  let far = 1.9 * side;
  for (let step = 0; step < STEPS; step += 1) {
    const cube = cubeAt(cubes, from.x + way.x * far, from.y + way.y * far, from.z + way.z * far);
    if (cube >= 0 && cubes.solid[cube] === 1) return 1 - step / (STEPS + 1);
    far += side * (0.9 + 0.25 * step);
  }
  return 0;
}
