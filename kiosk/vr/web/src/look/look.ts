// A look around for authors: every state of a place, from where one arrives, turned with the mouse.
import { PerspectiveCamera, WebGLRenderer } from "three";
import { checkWorld } from "../world/read";
import type { Mood, World, WorldView } from "../world/types";
import { EYES_M } from "../xr/rig";
import { prepareRenderer } from "./light";
import { buildPlace, type Place } from "./place";

const TURN = 0.005; // radians a pixel
const KEY = 0.12;
const MOODS: readonly Mood[] = ["calm", "pleased", "upset"];

export class Look {
  private readonly canvas = document.createElement("canvas");
  private readonly renderer: WebGLRenderer;
  private readonly camera = new PerspectiveCamera(76, 1, 0.05, 220);
  private readonly places = new Map<string, { world: World; place: Place }>();
  private state: string;
  private view: WorldView;
  private yaw = 0;
  private nod = -0.15;

  /** Shows worlds by their names; the first one first. */
  constructor(root: HTMLElement, worlds: Readonly<Record<string, unknown>>) {
    for (const [name, value] of Object.entries(worlds)) {
      const world = checkWorld(value);
      this.places.set(name, { world, place: buildPlace(world) });
    }
    this.state = Object.keys(worlds)[0] as string;
    this.view = this.world.views[0] as WorldView;
    const states = choices(root, [...this.places.keys()], (name) => {
      this.state = name;
      this.draw();
    });
    choices(root, this.world.views.map((view) => view.name), (_, i) => this.arrive(this.world.views[i] as WorldView));
    if (this.world.guest !== null) choices(root, MOODS, (mood) => this.feel(mood as Mood));
    root.append(this.canvas);
    states.dataset["states"] = String(this.places.size);
    this.renderer = new WebGLRenderer({ canvas: this.canvas, antialias: true, preserveDrawingBuffer: true });
    prepareRenderer(this.renderer);
    this.canvas.onpointermove = (event) => {
      if (event.buttons === 1) this.turn(event.movementX * TURN, event.movementY * TURN);
    };
    addEventListener("keydown", (event) => this.key(event.key));
    addEventListener("resize", () => this.draw());
    this.arrive(this.view);
  }

  private get world(): World {
    return (this.places.get(this.state) as { world: World }).world;
  }

  private arrive(view: WorldView): void {
    this.view = view;
    this.yaw = (view.face * Math.PI) / 180;
    this.nod = -0.15;
    this.draw();
  }

  private feel(mood: Mood): void {
    for (const { place } of this.places.values()) place.guest?.feel(mood);
    this.draw();
  }

  private key(key: string): void {
    const turns: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [KEY, 0], ArrowRight: [-KEY, 0], ArrowUp: [0, KEY], ArrowDown: [0, -KEY],
    };
    const turn = turns[key];
    if (turn !== undefined) this.turn(turn[0], turn[1]);
  }

  private turn(yaw: number, nod: number): void {
    this.yaw += yaw;
    this.nod = Math.min(1.4, Math.max(-1.4, this.nod + nod));
    this.draw();
  }

  private draw(): void {
    const width = this.canvas.clientWidth || 960, height = this.canvas.clientHeight || 600;
    this.renderer.setPixelRatio(Math.min(2, devicePixelRatio));
    this.renderer.setSize(width, height, false);
    this.camera.aspect = width / height;
    this.camera.updateProjectionMatrix();
    const [x, y, z] = this.view.stand;
    this.camera.position.set(x, y + EYES_M, z);
    this.camera.rotation.set(this.nod, this.yaw, 0, "YXZ");
    this.renderer.shadowMap.needsUpdate = true;
    this.renderer.render((this.places.get(this.state) as { place: Place }).place.scene, this.camera);
  }
}

function choices(root: HTMLElement, names: readonly string[], then: (name: string, i: number) => void): HTMLElement {
  const row = document.createElement("div");
  const buttons = names.map((name, i) => {
    const button = document.createElement("button");
    button.textContent = name;
    button.setAttribute("aria-pressed", String(i === 0));
    button.onclick = () => {
      buttons.forEach((one) => one.setAttribute("aria-pressed", String(one === button)));
      then(name, i);
    };
    return button;
  });
  row.append(...buttons);
  root.append(row);
  return row;
}
