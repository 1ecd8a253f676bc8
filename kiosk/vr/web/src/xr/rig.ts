// Where the candidate stands in the world: arriving at places, turning, sitting, going.
import { Group, MathUtils, Matrix4, Quaternion, Vector3 } from "three";
import type { Standing } from "../net/frames";
import type { Area, Vec3, WorldView } from "../world/types";

/** Eyes of who stands, m: who sits sees the place from there as well. */
export const EYES_M = 1.62;
const UP = new Vector3(0, 1, 0);

export class Rig {
  readonly group = new Group();
  seated = false;
  private yaw = 0;
  private raised = 0;
  private told: Standing | null = null;
  private toldAt = -Infinity;

  /** The headset's room in the world. */
  get matrix(): Matrix4 {
    this.group.updateMatrixWorld();
    return this.group.matrixWorld;
  }

  /** Stands at a place, looking its way, wherever in the room the head is. */
  arrive(view: WorldView, head: Vector3, looking: Quaternion): void {
    this.raised = this.seated ? Math.max(0, EYES_M - head.y) : 0;
    this.turnTo(MathUtils.degToRad(view.face) - yawOf(looking));
    this.put(view.stand, head);
  }

  /** Goes to a spot without turning. */
  go(spot: Vec3, head: Vector3): void {
    this.put(spot, head);
  }

  /** Turns about the head. */
  turn(degrees: number, head: Vector3): void {
    const at = head.clone().applyMatrix4(this.matrix);
    this.turnTo(this.yaw + MathUtils.degToRad(degrees));
    this.put([at.x, this.group.position.y - this.raised, at.z], head);
  }

  /** Where the room stands, if that has to be said now: after a change, and once a second. */
  tell(now: number): Standing | null {
    const { x, y, z } = this.group.position;
    const standing: Standing = [x, y, z, this.yaw];
    const same = this.told !== null && standing.every((value, i) => value === this.told?.[i]);
    if (same && now - this.toldAt < 1000) return null;
    this.told = standing;
    this.toldAt = now;
    return standing;
  }

  private turnTo(yaw: number): void {
    this.yaw = Math.atan2(Math.sin(yaw), Math.cos(yaw));
    this.group.quaternion.setFromAxisAngle(UP, this.yaw);
  }

  private put(spot: Vec3, head: Vector3): void {
    const away = new Vector3(head.x, 0, head.z).applyAxisAngle(UP, this.yaw);
    this.group.position.set(spot[0] - away.x, spot[1] + this.raised, spot[2] - away.z);
    this.group.updateMatrixWorld(true);
  }
}

/** The turn about the upright of where somebody looks, in radians. */
export function yawOf(looking: Quaternion): number {
  const ahead = new Vector3(0, 0, -1).applyQuaternion(looking);
  return Math.atan2(-ahead.x, -ahead.z);
}

/** How far a spot lies outside areas, m; 0 inside. */
export function outside(areas: readonly Area[], x: number, z: number): number {
  return Math.min(...areas.map(([x0, z0, x1, z1]) =>
    Math.hypot(Math.max(x0 - x, 0, x - x1), Math.max(z0 - z, 0, z - z1))));
}
