// How a person stands at each kind of work: where hands and feet are, how far the back is bent.
import { Vector3 } from "three";
import type { Pose } from "../world/types";

export interface Stance {
  /** Degrees the back is bent forwards. */
  bend: number;
  /** How far the hips are lowered, m. */
  lower: number;
  hands: readonly [Vector3, Vector3];
  feet: readonly [Vector3, Vector3];
  /** Degrees the head is lowered. */
  nod: number;
}

const v = (x: number, y: number, z: number): Vector3 => new Vector3(x, y, z);

/** Left and right as seen by the person; z is forwards. Made for somebody 1.75 m tall. */
export const STANCES: Readonly<Record<Pose, Stance>> = {
  standing: {
    bend: 0, lower: 0, nod: 0,
    hands: [v(0.27, 0.84, 0.06), v(-0.27, 0.84, 0.06)],
    feet: [v(0.11, 0, 0), v(-0.11, 0, 0.02)],
  },
  waiting: {
    bend: 2, lower: 0, nod: 3,
    hands: [v(0.16, 1.06, 0.36), v(-0.12, 1.06, 0.38)],
    feet: [v(0.1, 0, 0), v(-0.12, 0, 0.04)],
  },
  laying: {
    bend: 24, lower: 0.06, nod: 22,
    hands: [v(0.18, 0.98, 0.58), v(-0.16, 0.94, 0.6)],
    feet: [v(0.14, 0, -0.06), v(-0.14, 0, 0.16)],
  },
  grinding: {
    bend: 26, lower: 0.1, nod: 24,
    hands: [v(0.1, 0.96, 0.52), v(-0.14, 0.98, 0.44)],
    feet: [v(0.18, 0, -0.12), v(-0.16, 0, 0.18)],
  },
  digging: {
    bend: 34, lower: 0.14, nod: 20,
    hands: [v(0.12, 0.62, 0.62), v(-0.1, 0.86, 0.34)],
    feet: [v(0.2, 0, -0.16), v(-0.16, 0, 0.22)],
  },
  sitting: {
    bend: 4, lower: 0.44, nod: 4,
    hands: [v(0.16, 0.62, 0.36), v(-0.16, 0.62, 0.36)],
    feet: [v(0.12, 0, 0.42), v(-0.12, 0, 0.42)],
  },
};

/** Where the middle joint of two bones lies, bent towards `towards`. */
export function joint(from: Vector3, to: Vector3, a: number, b: number, towards: Vector3): Vector3 {
  const way = to.clone().sub(from);
  const far = Math.min(way.length(), (a + b) * 0.999);
  way.normalize();
  const along = (a * a - b * b + far * far) / (2 * far);
  const aside = Math.sqrt(Math.max(0, a * a - along * along));
  const side = towards.clone().addScaledVector(way, -towards.dot(way)).normalize();
  return from.clone().addScaledVector(way, along).addScaledVector(side, aside);
}
