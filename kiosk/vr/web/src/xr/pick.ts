// What a ray meets: things as blocks, panels as plates, floors as areas.
import { Matrix4, Ray, Vector3, Box3 } from "three";
import type { Touchable, WorldView } from "../world/types";
import { placeOf } from "../shapes/parts";

/** The block of a thing that is pointed at, and from its own place into the world. */
export class Block {
  readonly world: Matrix4;
  private readonly inverse: Matrix4;
  private readonly box: Box3;

  constructor(readonly thing: Touchable) {
    this.world = placeOf(thing.at, thing.turn);
    this.inverse = this.world.clone().invert();
    const half = new Vector3(...thing.touch).multiplyScalar(0.5);
    const middle = new Vector3(...thing.middle);
    this.box = new Box3(middle.clone().sub(half), middle.clone().add(half));
  }

  get middle(): Vector3 {
    return new Vector3(...this.thing.middle).applyMatrix4(this.world);
  }

  get top(): Vector3 {
    return this.middle.setY(this.middle.y + this.thing.touch[1] / 2);
  }

  /** How far along a ray it is met; null where it is not. */
  hit(ray: Ray): number | null {
    const local = ray.clone().applyMatrix4(this.inverse);
    const at = local.intersectBox(this.box, new Vector3());
    if (at === null) return null;
    return at.applyMatrix4(this.world).distanceTo(ray.origin);
  }
}

/** The nearest of some blocks that a ray meets. */
export function nearest(ray: Ray, blocks: readonly Block[]): { block: Block; far: number } | null {
  let best: { block: Block; far: number } | null = null;
  for (const block of blocks) {
    const far = block.hit(ray);
    if (far !== null && (best === null || far < best.far)) best = { block, far };
  }
  return best;
}

/** Where a ray meets the floor of a place that one may go to; null elsewhere. */
export function floorSpot(ray: Ray, view: WorldView): Vector3 | null {
  const y = view.stand[1];
  if (ray.direction.y > -0.08) return null;
  const far = (y - ray.origin.y) / ray.direction.y;
  if (far < 0.3 || far > 12) return null;
  const at = ray.at(far, new Vector3());
  const inside = view.areas.some(([x0, z0, x1, z1]) => at.x >= x0 && at.x <= x1 && at.z >= z0 && at.z <= z1);
  return inside ? at : null;
}
