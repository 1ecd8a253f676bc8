// Builds a place from what the kiosk says: one mesh for each pattern and finish, whatever is in it.
import { Group, Matrix4, Mesh, Scene } from "three";
import type { Mood, World, WorldSlide } from "../world/types";
import { addParts, placeOf } from "../shapes/parts";
import { addFigure, neckOf } from "../shapes/figure";
import { type Merged, Soup } from "../shapes/soup";
import { light } from "./light";
import { materialOf, OWN_PAINTS } from "./materials";
import { shade } from "./shade";

export interface Place {
  scene: Scene;
  slides: ReadonlyMap<string, Group>;
  guest: Guest | null;
}

const MOODS: readonly Mood[] = ["calm", "pleased", "upset"];

/** Builds everything that is to be seen of a world, at once. */
export function buildPlace(world: World): Place {
  const steps = stepsOf(world);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Builds it bit by bit: in between, the page goes on telling the kiosk that it is there. */
export async function buildGently(world: World): Promise<Place> {
  const steps = stepsOf(world);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await new Promise((resolve) => setTimeout(resolve));
  }
}

function* stepsOf(world: World): Generator<void, Place> {
  const scene = new Scene();
  light(scene, world);
  const soup = soupOf(world);
  addParts(soup, world.scenery, new Matrix4());
  yield;
  for (const thing of world.things) addParts(soup, thing.parts, placeOf(thing.at, thing.turn));
  const merged = soup.merged();
  yield* shade(merged, world.light === "indoors");
  for (const mesh of meshes(merged)) scene.add(mesh);
  const slides = new Map<string, Group>();
  for (const slide of world.slides) {
    const group = slideGroup(world, slide);
    slides.set(slide.id, group);
    scene.add(group);
  }
  const guest = world.guest === null ? null : new Guest(world);
  if (guest !== null) scene.add(guest.group);
  return { scene, slides, guest };
}

function soupOf(world: World): Soup {
  return new Soup([...world.paints, ...OWN_PAINTS]);
}

function meshes(merged: readonly Merged[]): Mesh[] {
  return merged.map((one) => {
    const mesh = new Mesh(one.geometry, materialOf(one));
    const solid = one.finish !== "glass" && one.finish !== "glowing";
    mesh.castShadow = solid;
    mesh.receiveShadow = solid;
    mesh.renderOrder = one.finish === "glass" ? 2 : 0;
    return mesh;
  });
}

function slideGroup(world: World, slide: WorldSlide): Group {
  const soup = soupOf(world);
  addParts(soup, slide.parts, new Matrix4());
  const moved = new Group();
  moved.add(...meshes(soup.merged()));
  const group = new Group();
  group.applyMatrix4(placeOf(slide.at, slide.turn));
  group.add(moved);
  moveSlide(group, slide.offset_mm);
  return group;
}

/** Lays a slide so many millimetres from its place. */
export function moveSlide(group: Group, offsetMm: number): void {
  group.children[0]?.position.setX(offsetMm / 1000);
}

/** Who comes to the desk: a body that breathes and a head for each mood. */
export class Guest {
  readonly group = new Group();
  readonly neck = new Group();
  private readonly body = new Group();
  private readonly heads = new Map<Mood, Group>();

  constructor(world: World) {
    const who = world.guest?.figure;
    if (who === undefined) throw new Error("nobody comes");
    this.group.applyMatrix4(placeOf(who.at, who.turn));
    const soup = soupOf(world);
    addFigure(soup, new Matrix4(), who, "calm", "body");
    this.body.add(...meshes(soup.merged()));
    const neck = neckOf(who);
    neck.decompose(this.neck.position, this.neck.quaternion, this.neck.scale);
    const back = neck.invert();
    for (const mood of MOODS) {
      const drop = soupOf(world);
      addFigure(drop, back, who, mood, "head");
      const head = new Group();
      head.add(...meshes(drop.merged()));
      head.visible = mood === "calm";
      this.heads.set(mood, head);
      this.neck.add(head);
    }
    this.group.add(this.body, this.neck);
  }

  /** Shows a mood. */
  feel(mood: Mood): void {
    for (const [name, head] of this.heads) head.visible = name === mood;
  }

  /** Breathes, and looks a little here and there. */
  live(seconds: number): void {
    const breath = 1 + 0.004 * Math.sin(seconds * 1.6);
    this.body.scale.set(breath, 1 + 0.0016 * Math.sin(seconds * 1.6), breath);
    this.neck.rotation.y = 0.05 * Math.sin(seconds * 0.5) + 0.03 * Math.sin(seconds * 1.13);
    this.neck.rotation.z = 0.015 * Math.sin(seconds * 0.7);
  }
}
