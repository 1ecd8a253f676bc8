// A block with broken edges: light catches them, which is what makes a plain shape look made.
import { BufferGeometry, Float32BufferAttribute, Vector3 } from "three";
import type { Vec3 } from "../world/types";

/** Longest stretch of a face without a corner between: shade is kept in the corners. */
const GRID_M = 1.2;
const MOST = 10;

/** How many parts a side of a face has; scenarios/plays/vr_cost.py counts the same. */
export function gridOf(length: number): number {
  return Math.min(MOST, Math.max(1, Math.round(length / GRID_M)));
}

/** A block that stands on the middle of its underside. */
export function box(size: Vec3, edge: number): BufferGeometry {
  const half = new Vector3(size[0] / 2, size[1] / 2, size[2] / 2);
  const broken = Math.min(edge, 0.3 * Math.min(...size));
  const made = new Faces(half.y);
  const axes = [new Vector3(1, 0, 0), new Vector3(0, 1, 0), new Vector3(0, 0, 1)] as const;
  for (const [i, axis] of axes.entries()) {
    for (const sign of [1, -1]) {
      const across = axes[(i + 1) % 3] as Vector3;
      const up = axes[(i + 2) % 3] as Vector3;
      made.face(axis.clone().multiplyScalar(sign), across, up, half, broken);
    }
  }
  if (broken > 0) {
    made.edges(half, broken);
    made.corners(half, broken);
  }
  return made.geometry();
}

class Faces {
  private readonly position: number[] = [];
  private readonly normal: number[] = [];
  private readonly index: number[] = [];

  constructor(private readonly raise: number) {}

  face(out: Vector3, across: Vector3, up: Vector3, half: Vector3, broken: number): void {
    const wide = Math.abs(half.dot(across)) - broken;
    const high = Math.abs(half.dot(up)) - broken;
    const deep = Math.abs(half.dot(out));
    const columns = gridOf(2 * wide), rows = gridOf(2 * high);
    const first = this.position.length / 3;
    for (let row = 0; row <= rows; row += 1) {
      for (let column = 0; column <= columns; column += 1) {
        const at = out.clone().multiplyScalar(deep)
          .addScaledVector(across, wide * ((2 * column) / columns - 1))
          .addScaledVector(up, high * ((2 * row) / rows - 1));
        this.push(at, out);
      }
    }
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1) {
        const a = first + row * (columns + 1) + column;
        this.quad(a, a + 1, a + columns + 2, a + columns + 1);
      }
    }
  }

  edges(half: Vector3, broken: number): void {
    for (const [i, j, k] of [[0, 1, 2], [1, 2, 0], [2, 0, 1]] as const) {
      for (const a of [1, -1]) {
        for (const b of [1, -1]) {
          const out = new Vector3().setComponent(i, a).setComponent(j, b).normalize();
          const ends: Vector3[] = [];
          for (const c of [-1, 1]) {
            const along = c * (half.getComponent(k) - broken);
            ends.push(
              corner(i, a * half.getComponent(i), j, b * (half.getComponent(j) - broken), k, along),
              corner(i, a * (half.getComponent(i) - broken), j, b * half.getComponent(j), k, along),
            );
          }
          const first = this.position.length / 3;
          for (const at of ends) this.push(at, out);
          this.quad(first, first + 1, first + 3, first + 2);
        }
      }
    }
  }

  corners(half: Vector3, broken: number): void {
    for (const a of [1, -1]) {
      for (const b of [1, -1]) {
        for (const c of [1, -1]) {
          const out = new Vector3(a, b, c).normalize();
          const first = this.position.length / 3;
          const { x, y, z } = half;
          this.push(new Vector3(a * x, b * (y - broken), c * (z - broken)), out);
          this.push(new Vector3(a * (x - broken), b * y, c * (z - broken)), out);
          this.push(new Vector3(a * (x - broken), b * (y - broken), c * z), out);
          this.triangle(first, first + 1, first + 2);
        }
      }
    }
  }

  geometry(): BufferGeometry {
    const made = new BufferGeometry();
    made.setAttribute("position", new Float32BufferAttribute(this.position, 3));
    made.setAttribute("normal", new Float32BufferAttribute(this.normal, 3));
    made.setIndex(this.index);
    return made;
  }

  private push(at: Vector3, out: Vector3): void {
    this.position.push(at.x, at.y + this.raise, at.z);
    this.normal.push(out.x, out.y, out.z);
  }

  private quad(a: number, b: number, c: number, d: number): void {
    this.triangle(a, b, c);
    this.triangle(a, c, d);
  }

  /** The order of corners decides which side is seen: the one the first corner faces. */
  private triangle(a: number, b: number, c: number): void {
    const from = this.at(a);
    const facing = this.at(b).sub(from).cross(this.at(c).sub(from));
    const out = new Vector3().fromArray(this.normal, 3 * a);
    if (facing.dot(out) >= 0) this.index.push(a, b, c);
    else this.index.push(a, c, b);
  }

  private at(corner: number): Vector3 {
    return new Vector3().fromArray(this.position, 3 * corner);
  }
}

function corner(i: number, x: number, j: number, y: number, k: number, z: number): Vector3 {
  return new Vector3().setComponent(i, x).setComponent(j, y).setComponent(k, z);
}
