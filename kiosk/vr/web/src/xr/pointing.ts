// Pointing: with hands, controllers, a finger on a plate, or by looking for a while.
import { type Ray, Ray as Line3D, Vector3 } from "three";
import type { By } from "../net/messages";
import { Corners } from "../ui/frame";
import type { Panel } from "../ui/panel";
import type { Button } from "../ui/sheet";
import type { WorldView } from "../world/types";
import type { Pointer } from "./body";
import { Dwell } from "./gaze";
import { Rays } from "./hands";
import { type Block, floorSpot, nearest } from "./pick";

/** What can be pointed at in one frame. Without a `floor` nobody walks. */
export interface Reach {
  panels: readonly Panel[];
  things: readonly Block[];
  floor: WorldView | null;
}

/** What pointing can do. */
export interface Does {
  press(panel: Panel, id: string, by: By): void;
  choose(block: Block, by: By): void;
  drag(block: Block, from: Vector3, to: Vector3): void;
  walk(spot: Vector3): void;
}

export type Target =
  | { kind: "button"; panel: Panel; button: Button }
  | { kind: "panel" }
  | { kind: "thing"; block: Block }
  | { kind: "floor"; spot: Vector3 }
  | null;

/** What a ray means: a button first, then a thing, then a spot on the floor. */
export function targetOf(ray: Ray, reach: Reach): (Target & { far: number }) | null {
  for (const panel of reach.panels) {
    const hit = panel.hit(ray);
    if (hit === null) continue;
    if (hit.button === null) return { kind: "panel", far: hit.far };
    return { kind: "button", panel, button: hit.button, far: hit.far };
  }
  const found = nearest(ray, reach.things);
  if (found !== null) return { kind: "thing", block: found.block, far: found.far };
  const spot = reach.floor === null ? null : floorSpot(ray, reach.floor);
  return spot === null ? null : { kind: "floor", spot, far: spot.distanceTo(ray.origin) };
}

/** The name of a target, as tests and figures call it. */
export function nameOf(target: NonNullable<Target>): string {
  if (target.kind === "button") return target.button.id;
  return target.kind === "thing" ? `thing ${target.block.thing.id}` : target.kind;
}

export class Pointing {
  readonly rays = new Rays();
  readonly corners = new Corners();
  /** What is pointed at now, by name. */
  aimed: string[] = [];
  private readonly dwell = new Dwell();
  private readonly down = new Set<XRInputSource>();
  private readonly held = new Map<XRInputSource, { block: Block; at: Vector3 }>();

  constructor(private readonly does: Does) {}

  /** Takes in hands and controllers. */
  tick(pointers: readonly Pointer[], reach: Reach): void {
    const shown: { pointer: Pointer; far: number; hit: boolean }[] = [];
    let over: Block | null = null, spot: Vector3 | null = null;
    const meant = new Map<Panel, string>();
    this.aimed = [];
    for (const pointer of pointers) {
      const touched = this.touch(pointer, reach);
      const target = targetOf(new Line3D(pointer.origin, pointer.direction), reach);
      if (!touched) shown.push({ pointer, far: target?.far ?? 1.2, hit: target !== null });
      if (target !== null) this.aimed.push(nameOf(target));
      if (target?.kind === "button") meant.set(target.panel, target.button.id);
      if (target?.kind === "thing") over = target.block;
      if (target?.kind === "floor") spot = target.spot;
      if (this.pressedNow(pointer) && !touched) this.take(target, "hand", pointer);
      this.pull(pointer);
    }
    this.rays.update(shown, spot);
    this.corners.show(over);
    for (const panel of reach.panels) panel.point(meant.get(panel) ?? null);
  }

  /** Takes in where the head looks, where that chooses. */
  look(looked: Target, seconds: number): void {
    const chooses = looked?.kind === "button" || looked?.kind === "thing";
    const chosen = this.dwell.tick(chooses ? nameOf(looked) : null, seconds);
    if (looked?.kind === "button") looked.panel.point(looked.button.id, this.dwell.share);
    if (looked?.kind === "thing") this.corners.show(looked.block);
    if (chosen) this.take(looked, "gaze");
  }

  private pressedNow(pointer: Pointer): boolean {
    const began = pointer.pressed && !this.down.has(pointer.source);
    if (pointer.pressed) this.down.add(pointer.source);
    else this.down.delete(pointer.source);
    return began;
  }

  /** A finger on a plate presses what it touches; near one, there is no ray. */
  private touch(pointer: Pointer, reach: Reach): boolean {
    if (pointer.tip === null) return false;
    let near = false;
    for (const panel of reach.panels) {
      const touched = panel.touched(pointer.source, pointer.tip);
      near ||= touched.near;
      if (touched.button !== null) this.take({ kind: "button", panel, button: touched.button }, "hand");
    }
    return near;
  }

  private take(target: Target, by: By, pointer?: Pointer): void {
    if (target === null || target.kind === "panel") return;
    if (target.kind === "button") this.does.press(target.panel, target.button.id, by);
    else if (target.kind === "floor") this.does.walk(target.spot);
    else {
      this.does.choose(target.block, by);
      const at = pointer === undefined ? null : onLevel(pointer, target.block);
      if (pointer !== undefined && at !== null) this.held.set(pointer.source, { block: target.block, at });
    }
  }

  /** Whoever keeps hold of something that can be moved drags it along. */
  private pull(pointer: Pointer): void {
    const held = this.held.get(pointer.source);
    if (held === undefined) return;
    if (!pointer.pressed) {
      this.held.delete(pointer.source);
      return;
    }
    const at = onLevel(pointer, held.block);
    if (at === null) return;
    this.does.drag(held.block, held.at, at);
    held.at = at;
  }
}

/** Where a pointer meets the level of a thing. */
function onLevel(pointer: Pointer, block: Block): Vector3 | null {
  const { y } = block.middle;
  if (Math.abs(pointer.direction.y) < 0.02) return null;
  const far = (y - pointer.origin.y) / pointer.direction.y;
  return far > 0 && far < 8 ? pointer.origin.clone().addScaledVector(pointer.direction, far) : null;
}
