// A person: body, clothes and what protects them, in a stance.
import {
  BufferGeometry, Float32BufferAttribute, MathUtils, Matrix4, Quaternion, Vector3,
} from "three";
import type { Figure, Mood } from "../world/types";
import { addHead } from "./head";
import { joint, STANCES } from "./pose";
import { ball, between, loft, type Ring } from "./round";
import { box } from "./box";
import type { Soup } from "./soup";

const TALL = 1.75;
const HIPS = 0.93;
const [THIGH, SHIN, UPPER, LOWER] = [0.44, 0.42, 0.29, 0.27];

const TORSO: readonly Ring[] = [
  { y: -0.1, x: 0.165, z: 0.124 },
  { y: -0.02, x: 0.17, z: 0.128 },
  { y: 0.04, x: 0.163, z: 0.12 },
  { y: 0.12, x: 0.152, z: 0.11, shift: 0.004 },
  { y: 0.22, x: 0.16, z: 0.113, shift: 0.008 },
  { y: 0.33, x: 0.18, z: 0.124, shift: 0.01 },
  { y: 0.41, x: 0.192, z: 0.118, shift: 0.004 },
  { y: 0.46, x: 0.19, z: 0.1, shift: -0.004 },
  { y: 0.5, x: 0.15, z: 0.082, shift: -0.008 },
  { y: 0.525, x: 0.088, z: 0.068, shift: -0.008 },
  { y: 0.545, x: 0.056, z: 0.055, shift: -0.006 },
];
/** Where the neck sits on the torso. */
const NECK = new Vector3(0, 0.578, 0.006);

export type Piece = "all" | "body" | "head";

interface Body {
  torso: Matrix4;
  head: Matrix4;
  place: Matrix4;
  who: Figure;
  soup: Soup;
}

/** Adds a person, or only the body or the head of one. */
export function addFigure(soup: Soup, at: Matrix4, who: Figure, mood: Mood, piece: Piece): void {
  const stance = STANCES[who.pose];
  const place = at.clone().multiply(scaling(who));
  const torso = place.clone()
    .multiply(new Matrix4().makeTranslation(0, HIPS - stance.lower, 0))
    .multiply(new Matrix4().makeRotationX(MathUtils.degToRad(stance.bend)));
  const head = torso.clone().multiply(neck(who));
  if (piece !== "head") addBody({ torso, head, place, who, soup });
  if (piece !== "body") addHead(soup, head, who, mood);
}

/** From a figure's foot to its neck, for a head that turns by itself. */
export function neckOf(who: Figure): Matrix4 {
  const stance = STANCES[who.pose];
  return scaling(who)
    .multiply(new Matrix4().makeTranslation(0, HIPS - stance.lower, 0))
    .multiply(new Matrix4().makeRotationX(MathUtils.degToRad(stance.bend)))
    .multiply(neck(who));
}

function scaling(who: Figure): Matrix4 {
  const scale = who.tall / TALL;
  return new Matrix4().makeScale(scale * who.broad, scale, scale * who.broad);
}

function neck(who: Figure): Matrix4 {
  const stance = STANCES[who.pose];
  // A broad person's head is no broader, and the head looks where the work is, not at the feet.
  return new Matrix4().makeTranslation(NECK.x, NECK.y, NECK.z)
    .multiply(new Matrix4().makeRotationX(MathUtils.degToRad(stance.nod - stance.bend)))
    .multiply(new Matrix4().makeScale(1 / who.broad, 1, 1 / who.broad))
    .multiply(new Matrix4().makeScale(1.08, 1.02, 1.05));
}

function addBody(body: Body): void {
  const { who, soup, torso, place } = body;
  const stance = STANCES[who.pose];
  const jacket = who.collar !== null;
  soup.add(loft(TORSO, 20), torso, who.top);
  addClothes(body);
  const bend = MathUtils.degToRad(stance.bend);
  for (const [i, side] of [1, -1].entries()) {
    const shoulder = new Vector3(side * 0.172, HIPS - stance.lower, 0)
      .add(new Vector3(0, 0.438 * Math.cos(bend), 0.438 * Math.sin(bend)));
    addArm(soup, place, who, shoulder, (stance.hands[i] as Vector3).clone(), side, jacket);
    const hip = new Vector3(side * 0.082, HIPS - 0.05 - stance.lower, 0);
    addLeg(soup, place, who, hip, (stance.feet[i] as Vector3).clone(), side);
  }
}

function addArm(
  soup: Soup, place: Matrix4, who: Figure, shoulder: Vector3, hand: Vector3, side: number,
  jacket: boolean,
): void {
  const put = (shape: BufferGeometry, paint: string): void => soup.add(shape, place, paint);
  const reach = hand.clone().sub(shoulder);
  if (reach.length() > (UPPER + LOWER) * 0.98) {
    hand = shoulder.clone().addScaledVector(reach.normalize(), (UPPER + LOWER) * 0.98);
  }
  const elbow = joint(shoulder, hand, UPPER, LOWER, new Vector3(side * 0.5, -0.6, -0.7));
  const wrist = elbow.clone().lerp(hand, 0.9);
  const sleeve = jacket ? wrist : elbow.clone().lerp(hand, 0.25);
  put(round(shoulder, 0.058), who.top);
  put(between(shoulder, elbow, 0.057, 0.046, 12), who.top);
  put(round(elbow, 0.047), who.top);
  put(between(elbow, sleeve, 0.048, jacket ? 0.04 : 0.046, 12), who.top);
  put(between(sleeve, wrist, 0.037, 0.029, 10), who.skin);
  if (jacket && who.collar !== null) put(between(wrist, wrist.clone().lerp(hand, 0.4), 0.036, 0.034, 10), who.collar);
  const way = hand.clone().sub(elbow).normalize();
  const skin = who.gloves ?? who.skin;
  const grow = who.gloves === null ? 1 : 1.18;
  const palm = hand.clone().addScaledVector(way, 0.045);
  put(ball([0.052 * grow, 0.115 * grow, 0.075 * grow], 10, 8)
    .translate(0, -0.057 * grow, 0)
    .applyQuaternion(facing(way)).translate(palm.x, palm.y, palm.z), skin);
  const thumb = palm.clone().add(new Vector3(-side * 0.028, 0.006, 0.022));
  put(between(palm, thumb, 0.016 * grow, 0.012 * grow, 6), skin);
  put(round(thumb, 0.0125 * grow), skin);
}

function addLeg(soup: Soup, place: Matrix4, who: Figure, hip: Vector3, foot: Vector3, side: number): void {
  const put = (shape: BufferGeometry, paint: string): void => soup.add(shape, place, paint);
  const ankle = foot.clone().add(new Vector3(0, 0.08, 0));
  const knee = joint(hip, ankle, THIGH, SHIN, new Vector3(side * 0.12, 0, 1));
  const bare = who.skirt ? who.skin : who.legs;
  put(between(hip, knee, 0.088, 0.064, 14), who.skirt ? who.skin : who.legs);
  put(round(knee, 0.063), bare);
  put(between(knee, ankle, who.skirt ? 0.055 : 0.063, who.skirt ? 0.038 : 0.054, 12), bare);
  const shoe = box([0.094, 0.072, 0.26], 0.024).translate(foot.x, foot.y, foot.z + 0.055);
  put(shoe, who.shoes);
  put(box([0.1, 0.022, 0.27], 0.006).translate(foot.x, foot.y - 0.001, foot.z + 0.055), "@dark");
  if (!who.skirt) put(between(ankle.clone().add(new Vector3(0, -0.04, 0)), ankle, 0.058, 0.056, 12), who.legs);
}

function addClothes({ torso, who, soup }: Body): void {
  const put = (shape: BufferGeometry, paint: string): void => soup.add(shape, torso, paint);
  // A belt line where shirt and trousers meet.
  put(loft([{ y: -0.15, x: 0.16, z: 0.115 }, { y: -0.1, x: 0.172, z: 0.13 }, { y: -0.02, x: 0.175, z: 0.132 }, { y: 0.0, x: 0.172, z: 0.13 }], 20), who.legs);
  put(loft([{ y: -0.008, x: 0.176, z: 0.133 }, { y: 0.024, x: 0.171, z: 0.129 }], 20), "@dark");
  if (who.skirt) {
    put(loft([{ y: -0.52, x: 0.2, z: 0.17 }, { y: -0.3, x: 0.19, z: 0.155 }, { y: -0.1, x: 0.182, z: 0.14 }, { y: 0, x: 0.174, z: 0.131 }], 20), who.legs);
  }
  if (who.collar !== null) addCollar(put, who.collar, who.tie);
  if (who.vest !== null) addVest(put, who.vest);
  else if (who.collar === null) {
    put(loft([{ y: 0.5, x: 0.1, z: 0.082, shift: -0.004 }, { y: 0.53, x: 0.076, z: 0.075, shift: 0 }, { y: 0.545, x: 0.071, z: 0.072, shift: 0.002 }], 16), who.top);
  }
}

function addCollar(put: (shape: BufferGeometry, paint: string) => void, collar: string, tie: string | null): void {
  put(loft([{ y: 0.51, x: 0.09, z: 0.08, shift: 0 }, { y: 0.535, x: 0.073, z: 0.074, shift: 0.002 }, { y: 0.553, x: 0.071, z: 0.072, shift: 0.003 }], 16), collar);
  // The shirt shows in the opening of the jacket: a wedge down the front.
  put(front([[-0.07, 0.543], [0.07, 0.543], [0.006, 0.2], [-0.006, 0.2]], 0.019), collar);
  if (tie !== null) {
    put(front([[-0.018, 0.535], [0.018, 0.535], [0.012, 0.505], [0.024, 0.25], [0, 0.215], [-0.024, 0.25], [-0.012, 0.505]], 0.024), tie);
  }
}

function addVest(put: (shape: BufferGeometry, paint: string) => void, vest: string): void {
  const grow = (ring: Ring): Ring => ({ ...ring, x: ring.x + 0.012, z: ring.z + 0.012 });
  const rings = TORSO.slice(1, 9).map(grow);
  put(loft(rings, 20), vest);
  for (const y of [0.1, 0.27]) {
    const at = (height: number): Ring => {
      const above = rings.findIndex((ring) => ring.y >= height);
      const a = rings[Math.max(0, above - 1)] as Ring, b = rings[above] as Ring;
      const share = (height - a.y) / Math.max(0.001, b.y - a.y);
      return {
        y: height, x: MathUtils.lerp(a.x, b.x, share) + 0.004,
        z: MathUtils.lerp(a.z, b.z, share) + 0.004,
        shift: MathUtils.lerp(a.shift ?? 0, b.shift ?? 0, share),
      };
    };
    put(loft([at(y), at(y + 0.045)], 20), "@silver");
  }
  put(front([[-0.006, -0.05], [0.006, -0.05], [0.006, 0.5], [-0.006, 0.5]], 0.018), "@dark");
  for (const side of [1, -1]) {
    put(front([[side * 0.075, 0.3], [side * 0.115, 0.3], [side * 0.105, 0.5], [side * 0.07, 0.5]].map(
      (p) => [p[0] as number, p[1] as number] as [number, number]), 0.019), "@silver");
  }
}

/** A flat piece on the chest, following its curve. */
function front(outline: readonly (readonly [number, number])[], raised: number): BufferGeometry {
  const rows = 8;
  const ys = outline.map((p) => p[1]);
  const low = Math.min(...ys), high = Math.max(...ys);
  const rings: { left: Vector3; right: Vector3 }[] = [];
  for (let i = 0; i <= rows; i += 1) {
    const y = low + ((high - low) * i) / rows;
    const xs = crossings(outline, Math.min(high - 1e-4, Math.max(low + 1e-4, y)));
    rings.push({ left: onChest(Math.min(...xs), y, raised), right: onChest(Math.max(...xs), y, raised) });
  }
  return strip(rings);
}

function crossings(outline: readonly (readonly [number, number])[], y: number): number[] {
  const found: number[] = [];
  outline.forEach((a, i) => {
    const b = outline[(i + 1) % outline.length] as readonly [number, number];
    if ((a[1] <= y && b[1] > y) || (b[1] <= y && a[1] > y)) {
      found.push(a[0] + ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]));
    }
  });
  return found.length === 0 ? [0] : found;
}

function onChest(x: number, y: number, raised: number): Vector3 {
  const above = Math.max(1, TORSO.findIndex((ring) => ring.y >= y));
  const a = TORSO[above - 1] as Ring, b = TORSO[above] as Ring;
  const share = (y - a.y) / (b.y - a.y);
  const wide = MathUtils.lerp(a.x, b.x, share), deep = MathUtils.lerp(a.z, b.z, share);
  const shift = MathUtils.lerp(a.shift ?? 0, b.shift ?? 0, share);
  return new Vector3(x, y, shift + deep * Math.sqrt(Math.max(0, 1 - (x / wide) ** 2)) + raised);
}


function strip(rows: readonly { left: Vector3; right: Vector3 }[]): BufferGeometry {
  const position: number[] = [], index: number[] = [];
  rows.forEach(({ left, right }, i) => {
    position.push(...left.toArray(), ...right.toArray());
    if (i > 0) {
      const a = 2 * (i - 1);
      index.push(a, a + 1, a + 3, a, a + 3, a + 2);
    }
  });
  const made = new BufferGeometry();
  made.setAttribute("position", new Float32BufferAttribute(position, 3));
  made.setIndex(index);
  made.computeVertexNormals();
  return made;
}

function round(at: Vector3, radius: number): BufferGeometry {
  return ball([2 * radius, 2 * radius, 2 * radius], 12, 8).translate(at.x, at.y - radius, at.z);
}

function facing(way: Vector3): Quaternion {
  return new Quaternion().setFromUnitVectors(new Vector3(0, 1, 0), way);
}
