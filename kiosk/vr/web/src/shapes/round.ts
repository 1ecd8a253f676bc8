// Everything round: drums, balls, cushions, heaps, pipes, what a lathe makes, and boards cut out.
import {
  BufferGeometry, CatmullRomCurve3, CylinderGeometry, ExtrudeGeometry, Float32BufferAttribute,
  LatheGeometry, Quaternion, Shape, SphereGeometry, TubeGeometry, Vector2, Vector3,
} from "three";
import { mergeGeometries } from "three/addons/utils/BufferGeometryUtils.js";
import type { Vec2, Vec3 } from "../world/types";
import { hash } from "./soup";

export function drum(radius: number, top: number | null, height: number, sides: number): BufferGeometry {
  const made = new CylinderGeometry(top ?? radius, radius, height, sides, 1);
  return made.translate(0, height / 2, 0);
}

export function ball(size: Vec3, around = 16, down = 10): BufferGeometry {
  const made = new SphereGeometry(0.5, around, down);
  made.scale(size[0], size[1], size[2]);
  return normals(made.translate(0, size[1] / 2, 0));
}

/** A block blown up: a superellipsoid. */
export function cushion(size: Vec3): BufferGeometry {
  const made = new SphereGeometry(0.5, 20, 10);
  const at = made.getAttribute("position");
  for (let i = 0; i < at.count; i += 1) {
    const x = at.getX(i) * 2, y = at.getY(i) * 2, z = at.getZ(i) * 2;
    at.setXYZ(
      i,
      (Math.sign(x) * Math.pow(Math.abs(x), 0.45) * size[0]) / 2,
      (Math.sign(y) * Math.pow(Math.abs(y), 0.7) * size[1]) / 2,
      (Math.sign(z) * Math.pow(Math.abs(z), 0.45) * size[2]) / 2,
    );
  }
  return normals(made.translate(0, size[1] / 2, 0));
}

/** A mound, uneven in the same way every time. */
export function heap(size: Vec3): BufferGeometry {
  const rings = 8, around = 24;
  const profile: Vector2[] = [];
  for (let i = 0; i <= rings; i += 1) {
    const share = i / rings;
    profile.push(new Vector2(Math.cos((share * Math.PI) / 2) / 2 + 0.0001, Math.pow(share, 0.9) * (1.25 - 0.25 * share)));
  }
  const made = new LatheGeometry(profile, around);
  const at = made.getAttribute("position");
  for (let i = 0; i < at.count; i += 1) {
    const ring = i % (rings + 1);
    // The first and the last column are the same place.
    const column = Math.floor(i / (rings + 1)) % around;
    const rough = 1 + 0.2 * (hash(ring * 31 + column * 7 + 1) - 0.5);
    const high = 1 + 0.16 * (hash(ring * 13 + column * 5 + 2) - 0.5) * (ring === 0 || ring === rings ? 0 : 1);
    at.setXYZ(i, at.getX(i) * size[0] * rough, at.getY(i) * size[1] * high, at.getZ(i) * size[2] * rough);
  }
  return flat(made);
}

export function pipe(points: readonly Vec3[], radius: number, smooth: boolean, sides: number): BufferGeometry {
  const all = points.map((p) => new Vector3(p[0], p[1], p[2]));
  if (smooth) {
    const curve = new CatmullRomCurve3(all, false, "catmullrom", 0.5);
    return new TubeGeometry(curve, all.length * 4, radius, sides, false);
  }
  const pieces: BufferGeometry[] = [];
  for (let i = 1; i < all.length; i += 1) {
    pieces.push(between(all[i - 1] as Vector3, all[i] as Vector3, radius, radius, sides));
  }
  return mergeGeometries(pieces);
}

const UP = new Vector3(0, 1, 0);

/** A round bar from one point to another. */
export function between(
  from: Vector3, to: Vector3, radius: number, top: number, sides: number,
): BufferGeometry {
  const way = to.clone().sub(from);
  const made = new CylinderGeometry(top, radius, way.length(), sides, 1);
  made.translate(0, way.length() / 2, 0);
  made.applyQuaternion(new Quaternion().setFromUnitVectors(UP, way.normalize()));
  return made.translate(from.x, from.y, from.z);
}

export interface Ring {
  y: number;
  x: number;
  z: number;
  shift?: number;
}

/** A body through rings from below to above, each an oval with its middle `shift` in front. */
export function loft(rings: readonly Ring[], around: number): BufferGeometry {
  const position: number[] = [];
  const index: number[] = [];
  for (const ring of rings) {
    for (let i = 0; i < around; i += 1) {
      const angle = (2 * Math.PI * i) / around;
      position.push(
        ring.x * Math.sin(angle), ring.y, (ring.shift ?? 0) + ring.z * Math.cos(angle),
      );
    }
  }
  for (let row = 0; row < rings.length - 1; row += 1) {
    for (let i = 0; i < around; i += 1) {
      const a = row * around + i, b = row * around + ((i + 1) % around);
      index.push(a, b, b + around, a, b + around, a + around);
    }
  }
  const made = new BufferGeometry();
  made.setAttribute("position", new Float32BufferAttribute(position, 3));
  made.setIndex(index);
  return normals(made);
}

export function turned(profile: readonly Vec2[], sides: number): BufferGeometry {
  return new LatheGeometry(profile.map((p) => new Vector2(Math.max(p[0], 0.0001), p[1])), sides);
}

export function cut(outline: readonly Vec2[], depth: number): BufferGeometry {
  const shape = new Shape(outline.map((p) => new Vector2(p[0], p[1])));
  const made = new ExtrudeGeometry(shape, { depth, bevelEnabled: false });
  return made.translate(0, 0, -depth / 2);
}

function normals(made: BufferGeometry): BufferGeometry {
  made.computeVertexNormals();
  return made;
}

/** Every triangle with its own direction: rough ground has no soft shine. */
function flat(made: BufferGeometry): BufferGeometry {
  const loose = made.toNonIndexed();
  loose.computeVertexNormals();
  return loose;
}
