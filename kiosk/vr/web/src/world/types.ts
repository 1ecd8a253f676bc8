// What the kiosk says there is to be seen: scenarios/plays/vr_world.py, as JSON.

export type Vec3 = readonly [number, number, number];
export type Vec2 = readonly [number, number];
export type Area = readonly [number, number, number, number];

export type Pattern =
  | "plain" | "brick" | "planks" | "tiles" | "concrete" | "soil" | "grass" | "cloth" | "stripes"
  | "carpet" | "render";
export type Finish = "matt" | "shiny" | "metal" | "glass" | "glowing";

export interface Paint {
  id: string;
  colour: string;
  pattern: Pattern;
  finish: Finish;
}

interface Placed {
  at: Vec3;
  turn: number;
  nod: number;
  lean: number;
  copies: number;
  apart: Vec3;
}

interface Solid extends Placed {
  paint: string;
}

export interface Box extends Solid {
  shape: "box";
  size: Vec3;
  edge: number;
}
export interface Drum extends Solid {
  shape: "drum";
  radius: number;
  height: number;
  top: number | null;
  sides: number;
}
export interface Round extends Solid {
  shape: "ball" | "cushion" | "heap";
  size: Vec3;
}
export interface Pipe extends Solid {
  shape: "pipe";
  points: readonly Vec3[];
  radius: number;
  smooth: boolean;
  sides: number;
}
export interface Turned extends Solid {
  shape: "turned";
  profile: readonly Vec2[];
  sides: number;
}
export interface Cut extends Solid {
  shape: "cut";
  outline: readonly Vec2[];
  depth: number;
}
export interface Together extends Placed {
  shape: "together";
  parts: readonly Part[];
}
export type Pose = "standing" | "laying" | "grinding" | "digging" | "waiting" | "sitting";
export interface Figure extends Placed {
  shape: "figure";
  skin: string;
  hair: string;
  top: string;
  legs: string;
  shoes: string;
  hair_style: "short" | "long" | "bun" | "crop" | "curly" | "bald";
  tall: number;
  broad: number;
  pose: Pose;
  skirt: boolean;
  collar: string | null;
  tie: string | null;
  vest: string | null;
  helmet: string | null;
  shield: string | null;
  ears: string | null;
  gloves: string | null;
  glasses: string | null;
  beard: string | null;
}
export type Part = Box | Drum | Round | Pipe | Turned | Cut | Together | Figure;

export interface WorldView {
  id: string;
  name: string;
  stand: Vec3;
  face: number;
  areas: readonly Area[];
}
export interface WorldOption {
  id: string;
  text: string;
}
export interface Touchable {
  id: string;
  view: string;
  name: string;
  at: Vec3;
  turn: number;
  touch: Vec3;
  middle: Vec3;
  parts: readonly Part[];
}
export interface WorldThing extends Touchable {
  task: boolean;
  options: readonly WorldOption[];
}
export interface WorldSlide extends Touchable {
  step_mm: number;
  limit_mm: number;
  offset_mm: number;
}
export interface World {
  version: number;
  kind: "scene" | "dialogue";
  pack: string;
  step: string;
  language: string;
  title: string;
  instruction: string;
  light: "day" | "indoors";
  sky: string;
  sun: Vec3;
  paints: readonly Paint[];
  scenery: readonly Part[];
  views: readonly WorldView[];
  things: readonly WorldThing[];
  slides: readonly WorldSlide[];
  guest: { name: string; figure: Figure } | null;
}

export type Mood = "calm" | "pleased" | "upset";
