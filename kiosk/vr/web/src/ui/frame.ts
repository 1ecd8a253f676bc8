// The corners around what is pointed at, and its name: shown for everything that can be pointed at.
import { BufferGeometry, Float32BufferAttribute, Group, LineBasicMaterial, LineSegments, Vector3 } from "three";
import type { Block } from "../xr/pick";

const CORNER = 0.24;

/** Eight corners of a block, each three short lines. */
export class Corners {
  readonly group = new Group();
  private readonly lines: LineSegments;
  private shown: Block | null = null;

  constructor() {
    const material = new LineBasicMaterial({ color: "#fff1d2", depthTest: false, transparent: true, opacity: 0.95, toneMapped: false });
    this.lines = new LineSegments(new BufferGeometry(), material);
    this.lines.renderOrder = 9;
    this.lines.frustumCulled = false;
    this.lines.matrixAutoUpdate = false;
    this.lines.visible = false;
    this.group.add(this.lines);
  }

  show(block: Block | null): void {
    if (block === this.shown) return;
    this.shown = block;
    this.lines.visible = block !== null;
    if (block === null) return;
    const half = new Vector3(...block.thing.touch).multiplyScalar(0.5);
    const middle = new Vector3(...block.thing.middle);
    const points: number[] = [];
    for (const x of [-1, 1]) {
      for (const y of [-1, 1]) {
        for (const z of [-1, 1]) {
          const corner = new Vector3(x * half.x, y * half.y, z * half.z).add(middle);
          for (const i of [0, 1, 2]) {
            const end = corner.clone();
            const sign = [x, y, z][i] as number;
            end.setComponent(i, corner.getComponent(i) - sign * 2 * half.getComponent(i) * CORNER);
            points.push(...corner.toArray(), ...end.toArray());
          }
        }
      }
    }
    this.lines.geometry.dispose();
    this.lines.geometry = new BufferGeometry();
    this.lines.geometry.setAttribute("position", new Float32BufferAttribute(points, 3));
    this.lines.matrix.copy(block.world);
    this.lines.matrixWorldNeedsUpdate = true;
  }
}
