// Collects the triangles of everything that looks alike, so that it is drawn in one call.
import {
  BufferAttribute, BufferGeometry, Color, Matrix3, type Matrix4, Vector3,
} from "three";
import type { Paint } from "../world/types";

/** One pattern and finish: its triangles so far. */
class Heap {
  readonly position: number[] = [];
  readonly normal: number[] = [];
  readonly uv: number[] = [];
  readonly colour: number[] = [];
  readonly index: number[] = [];
}

export interface Merged {
  pattern: Paint["pattern"];
  finish: Paint["finish"];
  geometry: BufferGeometry;
}

const point = new Vector3();
const normal = new Vector3();
const tint = new Color();

export class Soup {
  private readonly heaps = new Map<string, Heap>();
  private readonly paints = new Map<string, Paint>();
  private parts = 0;

  constructor(paints: readonly Paint[]) {
    for (const paint of paints) this.paints.set(paint.id, paint);
  }

  /** Adds a shape in a paint; patterns lie on it in its own metres. */
  add(shape: BufferGeometry, place: Matrix4, name: string): void {
    const paint = this.paints.get(name);
    if (paint === undefined) throw new Error(`no paint "${name}"`);
    const heap = this.heap(paint);
    const positions = shape.getAttribute("position");
    const normals = shape.getAttribute("normal");
    const turned = new Matrix3().getNormalMatrix(place);
    const first = heap.position.length / 3;
    const extent = sizeOf(shape);
    this.parts += 1;
    // A little lighter or darker than its neighbour, as real things are.
    const share = paint.finish === "glass" || paint.finish === "glowing" ? 0 : 0.05;
    tint.set(paint.colour).multiplyScalar(1 + share * (hash(this.parts) - 0.5));
    for (let i = 0; i < positions.count; i += 1) {
      point.fromBufferAttribute(positions, i);
      normal.fromBufferAttribute(normals, i);
      pushUv(heap.uv, point, normal, extent, paint.pattern);
      point.applyMatrix4(place);
      normal.applyMatrix3(turned).normalize();
      heap.position.push(point.x, point.y, point.z);
      heap.normal.push(normal.x, normal.y, normal.z);
      heap.colour.push(tint.r, tint.g, tint.b);
    }
    const index = shape.getIndex();
    const count = index === null ? positions.count : index.count;
    for (let i = 0; i < count; i += 1) heap.index.push(first + (index ? index.getX(i) : i));
    shape.dispose();
  }

  /** Everything collected, one geometry for each pattern and finish. */
  merged(): Merged[] {
    const found: Merged[] = [];
    for (const [key, heap] of this.heaps) {
      const geometry = new BufferGeometry();
      geometry.setAttribute("position", new BufferAttribute(new Float32Array(heap.position), 3));
      geometry.setAttribute("normal", new BufferAttribute(new Float32Array(heap.normal), 3));
      geometry.setAttribute("uv", new BufferAttribute(new Float32Array(heap.uv), 2));
      geometry.setAttribute("color", new BufferAttribute(new Float32Array(heap.colour), 3));
      geometry.setIndex(heap.index);
      const [pattern, finish] = key.split(" ") as [Merged["pattern"], Merged["finish"]];
      found.push({ pattern, finish, geometry });
    }
    return found;
  }

  private heap(paint: Paint): Heap {
    const key = `${paint.pattern} ${paint.finish}`;
    let heap = this.heaps.get(key);
    if (heap === undefined) {
      heap = new Heap();
      this.heaps.set(key, heap);
    }
    return heap;
  }
}

function sizeOf(shape: BufferGeometry): Vector3 {
  shape.computeBoundingBox();
  return shape.boundingBox?.getSize(new Vector3()) ?? new Vector3(1, 1, 1);
}

/** Lays a pattern on flat, from the side the surface faces most; boards run along the length. */
function pushUv(
  uv: number[], at: Vector3, facing: Vector3, extent: Vector3, pattern: Paint["pattern"],
): void {
  const x = Math.abs(facing.x), y = Math.abs(facing.y), z = Math.abs(facing.z);
  let u = at.x, v = at.y, along = extent.x, across = extent.y;
  if (y >= x && y >= z) [u, v, along, across] = [at.x, at.z, extent.x, extent.z];
  else if (x >= z) [u, v, along, across] = [at.z, at.y, extent.z, extent.y];
  if (pattern === "planks" && across > along) [u, v] = [v, u];
  uv.push(u, v);
}

/** The same number between 0 and 1 for the same whole number. */
export function hash(n: number): number {
  const x = Math.sin(n * 127.1 + 311.7) * 43758.5453;
  return x - Math.floor(x);
}
