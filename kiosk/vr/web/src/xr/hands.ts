// Draws the candidate's own hands, or the controllers, and the rays they point with.
import {
  BufferGeometry, ConeGeometry, CylinderGeometry, Group, InstancedMesh, Matrix4, Mesh,
  MeshBasicMaterial, MeshLambertMaterial, Quaternion, RingGeometry, SphereGeometry, Vector3,
} from "three";
import { mergeGeometries } from "three/addons/utils/BufferGeometryUtils.js";
import { JOINTS } from "../net/frames";
import type { Body, Pointer } from "./body";

/** Each joint's neighbour towards the wrist, in WebXR's order of joints. */
const TOWARDS = [
  -1, 0, 1, 2, 3, 0, 5, 6, 7, 8, 0, 10, 11, 12, 13, 0, 15, 16, 17, 18, 0, 20, 21, 22, 23,
];
const UP = new Vector3(0, 1, 0);
const HIDDEN = new Matrix4().makeScale(0, 0, 0);

function thickness(joint: number): number {
  if (joint === 0) return 0.02;
  const tip = [4, 9, 14, 19, 24].includes(joint);
  return joint < 5 ? (tip ? 0.0095 : 0.012) : tip ? 0.0075 : 0.0095;
}

/** In the headset's room: hang it into the rig. */
export class Hands {
  readonly group = new Group();
  private readonly joints: InstancedMesh;
  private readonly bones: InstancedMesh;
  private readonly held: readonly [Mesh, Mesh];

  constructor() {
    const skin = new MeshLambertMaterial({ color: "#3f7482" });
    this.joints = new InstancedMesh(new SphereGeometry(1, 10, 7), skin, 2 * JOINTS);
    this.bones = new InstancedMesh(new CylinderGeometry(1, 1, 1, 8, 1, true), skin, 2 * JOINTS);
    for (const mesh of [this.joints, this.bones]) {
      mesh.frustumCulled = false;
      this.group.add(mesh);
    }
    const dark = new MeshLambertMaterial({ color: "#b9c1c4" });
    this.held = [new Mesh(controller(), dark), new Mesh(controller(), dark)];
    this.group.add(...this.held);
  }

  update(body: Body): void {
    for (const slot of [0, 1] as const) {
      this.updateHand(slot, body.hands[slot]);
      const pose = body.controllers[slot];
      const mesh = this.held[slot];
      mesh.visible = pose !== null;
      if (pose !== null) {
        mesh.position.fromArray(pose.position);
        mesh.quaternion.fromArray(pose.orientation);
      }
    }
    const seen = body.hands.some((hand) => hand !== null);
    this.joints.visible = seen;
    this.bones.visible = seen;
    this.joints.instanceMatrix.needsUpdate = true;
    this.bones.instanceMatrix.needsUpdate = true;
  }

  private updateHand(slot: 0 | 1, joints: Float32Array | null): void {
    const place = new Matrix4();
    for (let i = 0; i < JOINTS; i += 1) {
      const index = slot * JOINTS + i;
      if (joints === null) {
        this.joints.setMatrixAt(index, HIDDEN);
        this.bones.setMatrixAt(index, HIDDEN);
        continue;
      }
      const at = new Vector3().fromArray(joints, 3 * i);
      const thick = thickness(i);
      place.compose(at, new Quaternion(), new Vector3(thick, thick, thick));
      this.joints.setMatrixAt(index, place);
      const back = TOWARDS[i] as number;
      this.bones.setMatrixAt(index, back < 0 ? HIDDEN : boneOf(at, new Vector3().fromArray(joints, 3 * back), thick));
    }
  }
}

function boneOf(from: Vector3, to: Vector3, thick: number): Matrix4 {
  const way = to.clone().sub(from);
  const long = way.length();
  if (long < 1e-5) return HIDDEN;
  const turn = new Quaternion().setFromUnitVectors(UP, way.clone().divideScalar(long));
  return new Matrix4().compose(
    from.clone().addScaledVector(way, 0.5), turn, new Vector3(thick * 0.95, long, thick * 0.95),
  );
}

function controller(): BufferGeometry {
  const grip = new CylinderGeometry(0.018, 0.021, 0.11, 14).rotateX(-0.6).translate(0, -0.02, 0.02);
  const head = new SphereGeometry(0.029, 14, 10).scale(1, 0.55, 1.2).translate(0, 0.022, -0.03);
  const stick = new CylinderGeometry(0.008, 0.01, 0.014, 10).translate(0, 0.042, -0.03);
  return mergeGeometries([grip, head, stick]);
}

/** The ray and the dot at its end, one pair for each hand, in the world. */
export class Rays {
  readonly group = new Group();
  private readonly rays: readonly Mesh[];
  private readonly dots: readonly Mesh[];
  private readonly spot: Mesh;

  constructor() {
    const light = new MeshBasicMaterial({ color: "#fff7e6", transparent: true, opacity: 0.75, depthTest: false, toneMapped: false });
    const thin = new ConeGeometry(0.004, 1, 8).rotateX(-Math.PI / 2).translate(0, 0, -0.5);
    this.rays = [0, 1].map(() => new Mesh(thin, light));
    this.dots = [0, 1].map(() => new Mesh(new SphereGeometry(0.012, 12, 8), light));
    const orange = new MeshBasicMaterial({ color: "#e36414", transparent: true, opacity: 0.85, depthTest: false, toneMapped: false });
    this.spot = new Mesh(new RingGeometry(0.2, 0.28, 32).rotateX(-Math.PI / 2), orange);
    for (const mesh of [...this.rays, ...this.dots, this.spot]) {
      mesh.visible = false;
      mesh.renderOrder = 24;
      this.group.add(mesh);
    }
  }

  /** Draws the pointers, each as far as it reaches, and the spot on the floor one would go to. */
  update(shown: readonly { pointer: Pointer; far: number; hit: boolean }[], spot: Vector3 | null): void {
    this.rays.forEach((ray, i) => {
      const one = shown[i];
      const dot = this.dots[i] as Mesh;
      ray.visible = one !== undefined;
      dot.visible = one?.hit === true;
      if (one === undefined) return;
      const { origin, direction } = one.pointer;
      ray.position.copy(origin);
      ray.quaternion.setFromUnitVectors(new Vector3(0, 0, -1), direction);
      ray.scale.set(1, 1, Math.max(0.05, Math.min(one.far, one.hit ? 12 : 1.2)));
      dot.position.copy(origin).addScaledVector(direction, one.far);
    });
    this.spot.visible = spot !== null;
    if (spot !== null) this.spot.position.copy(spot).setY(spot.y + 0.02);
  }
}
