// The stage: one loop that reads the body, points, chooses, draws and tells the kiosk.
import {
  type Matrix4, PerspectiveCamera, Quaternion, Ray, Vector3, WebGLRenderer,
} from "three";
import { prepareRenderer } from "../look/light";
import type { Place } from "../look/place";
import type { Line } from "../net/line";
import type { Memory } from "../net/kept";
import type { ActKind, By } from "../net/messages";
import type { Voice } from "../net/speech";
import type { Desk, Play } from "../play/play";
import { Belt, Captions } from "../ui/follow";
import { Corners } from "../ui/frame";
import { Signs } from "../ui/marks";
import { Panel } from "../ui/panel";
import type { Block as SheetBlock, Button } from "../ui/sheet";
import type { Words } from "../ui/words";
import type { WorldView } from "../world/types";
import { type Body, frameOf, type Pointer, readBody } from "./body";
import { Comfort } from "./comfort";
import { Dwell, Looks } from "./gaze";
import { Hands, Rays } from "./hands";
import { type Block, floorSpot, nearest } from "./pick";
import { Pace } from "./pace";
import { outside, Rig } from "./rig";

const UP = new Vector3(0, 1, 0);
const TURN = 30;
const STICK = 0.7;
/** How far the head may be outside a place before the edges go dark, m. */
const OUTSIDE_M = 0.25;

export interface Settings {
  seated: boolean;
  gaze: boolean;
  edges: boolean;
}

export interface Ends {
  stop(): void;
  done(): void;
}

type Target =
  | { kind: "button"; panel: Panel; button: Button }
  | { kind: "panel" }
  | { kind: "thing"; block: Block }
  | { kind: "floor"; spot: Vector3 }
  | null;

export class Stage implements Desk {
  readonly main = new Panel(1.1, 0.82);
  readonly bubble = new Panel(0.9, 0.9);
  readonly signs = new Signs();
  readonly rig = new Rig();
  private readonly ask = new Panel(0.9, 0.9);
  private readonly belt = new Belt();
  private readonly captions = new Captions();
  private readonly corners = new Corners();
  private readonly comfort = new Comfort();
  private readonly hands = new Hands();
  private readonly rays = new Rays();
  private readonly camera = new PerspectiveCamera(70, 1, 0.05, 220);
  private readonly renderer: WebGLRenderer;
  private readonly looks: Looks;
  private readonly dwell = new Dwell();
  private readonly pace = new Pace();
  /** What is pointed at now, by the names of `reachable`. */
  aimed: string[] = [];
  private wanted: ((picture: string) => void) | null = null;
  private readonly pressed = new Set<XRInputSource>();
  private readonly downBefore = new Set<XRInputSource>();
  private readonly sticks = new Map<XRInputSource, boolean>();
  private readonly held = new Map<XRInputSource, { block: Block; at: Vector3 }>();
  private play: Play | null = null;
  private begun = false;
  private jumped = false;
  private blocked: string | null = null;
  private caption: string | null = null;
  private captionFor = 0;
  private onYes: () => void = () => undefined;
  private last = 0;
  private body: Body | null = null;
  /** Minutes that are left, for the belt. */
  minutes: () => number | null = () => null;

  constructor(
    private readonly place: Place,
    readonly words: Words,
    private readonly line: Line,
    private readonly memory: Memory,
    private readonly voice: Voice,
    private readonly settings: Settings,
    private readonly ends: Ends,
    canvas: HTMLCanvasElement,
  ) {
    this.renderer = new WebGLRenderer({ canvas, antialias: true, powerPreference: "high-performance" });
    prepareRenderer(this.renderer);
    this.renderer.shadowMap.needsUpdate = true;
    this.renderer.xr.enabled = true;
    this.renderer.xr.setReferenceSpaceType("local-floor");
    this.renderer.xr.setFoveation(1);
    this.comfort.edges = settings.edges;
    this.rig.seated = settings.seated;
    this.looks = new Looks((id, seconds) => this.act("look", id, "gaze", { value: seconds }));
    this.camera.add(this.comfort.mesh);
    this.rig.group.add(this.camera, this.hands.group);
    place.scene.add(
      this.rig.group, this.rays.group, this.corners.group, this.signs.group, this.main.mesh,
      this.bubble.mesh, this.ask.mesh, this.belt.panel.mesh, this.captions.panel.mesh,
    );
    // What lies in front of what among the panels is a matter of their order, not of their depth.
    this.ask.mesh.renderOrder = 22;
  }

  set playing(play: Play) {
    this.play = play;
  }

  /** Begins to draw into a session of the headset. */
  async start(session: XRSession): Promise<void> {
    session.addEventListener("selectstart", (event) => this.pressed.add(event.inputSource));
    session.addEventListener("selectend", (event) => this.pressed.delete(event.inputSource));
    await this.renderer.xr.setSession(session);
    this.renderer.xr.getReferenceSpace()?.addEventListener("reset", () => {
      this.jumped = true;
      this.recentre();
    });
    this.renderer.setAnimationLoop((time, frame) => {
      if (frame) this.frame(time, frame);
    });
  }

  end(): void {
    this.looks.end();
    this.renderer.setAnimationLoop(null);
    this.voice.hush();
  }

  /** Stops what can be done, and says why; null lets it go on. */
  block(why: string | null): void {
    this.blocked = why;
    if (why !== null) this.voice.hush();
  }

  // --- what a play may ask for ---------------------------------------------------------------

  act(kind: ActKind, on: string, by: By, more: { choices?: readonly string[]; value?: number } = {}): void {
    this.line.act({ act: kind, on, by, choices: more.choices ?? [], value: more.value ?? null });
  }

  say(id: string, caption: string | null): void {
    this.caption = caption;
    this.captionFor = caption === null ? 0 : Math.max(3, caption.length / 13);
    void this.voice.say(id);
  }

  arrive(view: WorldView): void {
    this.comfort.moved(() => this.standAt(view));
  }

  beside(target: Vector3): void {
    const head = this.headNow();
    if (head === null) return;
    const way = target.clone().sub(head.at).setY(0).normalize();
    // To the right of the thing, so that both are seen.
    const aside = way.applyAxisAngle(UP, -0.62);
    const at = head.at.clone().addScaledVector(aside, 0.95);
    at.y = head.at.y - 0.16;
    this.main.stand(at, facing(at, head.at));
  }

  infront(): void {
    const head = this.headNow();
    const view = this.play?.view;
    if (head === null || view === undefined) return;
    // A little to the left: who speaks is in the middle, their words at the right.
    const angle = (view.face * Math.PI) / 180 + 0.54;
    const ahead = new Vector3(-Math.sin(angle), 0, -Math.cos(angle));
    const at = head.at.clone().addScaledVector(ahead, 1);
    at.y = head.at.y - 0.14;
    this.main.stand(at, facing(at, head.at));
  }

  changed(): void {
    this.renderer.shadowMap.needsUpdate = true;
  }

  // --- one frame -----------------------------------------------------------------------------

  private frame(time: number, frame: XRFrame): void {
    const room = this.renderer.xr.getReferenceSpace();
    if (room === null) return;
    const seconds = this.last === 0 ? 0 : Math.min(0.1, (time - this.last) / 1000);
    this.last = time;
    const stand = this.rig.matrix;
    const body = readBody(frame, room, stand, this.pressed);
    this.body = body;
    const now = this.memory.time();
    this.line.pose(frameOf(body, now, this.rig.tell(now), this.jumped));
    this.jumped = false;
    if (body.head !== null && this.play !== null) {
      if (!this.begun) this.begin(this.play);
      this.live(body, this.play, seconds);
    }
    this.comfort.tick(seconds);
    if (!this.pace.draw(time) && this.wanted === null) return;
    this.hands.update(body);
    for (const panel of this.panels) panel.draw();
    this.renderer.render(this.place.scene, this.camera);
    if (this.wanted !== null) {
      this.wanted(this.renderer.domElement.toDataURL("image/png"));
      this.wanted = null;
    }
  }

  private begin(play: Play): void {
    this.begun = true;
    this.standAt(play.view);
    // The kiosk's clock begins with this; what is done counts from then on.
    this.line.say({ m: "ready" });
    play.begin();
  }

  private live(body: Body, play: Play, seconds: number): void {
    const head = this.headNow();
    if (head === null) return;
    play.tick(seconds);
    this.showBelt(play);
    this.belt.follow(head.at, head.looking, seconds);
    this.captions.follow(head.at, head.looking, seconds);
    for (const panel of this.panels) panel.mesh.updateMatrixWorld();
    this.watchEdge(play, head.at);
    this.showCaption(play, seconds);
    this.steer(body.pointers);
    const gaze = new Ray(head.at, new Vector3(0, 0, -1).applyQuaternion(head.looking));
    const looked = this.targetOf(gaze, play);
    const free = looked === null || looked.kind === "thing" || looked.kind === "floor";
    this.looks.tick(free && this.blocked === null ? gaze : null, play.blocks, seconds);
    this.point(body.pointers, play);
    this.gaze(looked, play, seconds, body.pointers.length === 0);
  }

  private get panels(): readonly Panel[] {
    return [this.ask, this.main, this.belt.panel, this.captions.panel, this.bubble];
  }

  /** What a ray means: a button first, then a thing, then a spot on the floor. */
  private targetOf(ray: Ray, play: Play): (Target & { far: number }) | null {
    const open = this.ask.visible ? [this.ask, this.belt.panel] : [this.main, this.belt.panel];
    for (const panel of open) {
      const hit = panel.hit(ray);
      if (hit === null) continue;
      if (hit.button === null) return { kind: "panel", far: hit.far };
      return { kind: "button", panel, button: hit.button, far: hit.far };
    }
    if (this.ask.visible || this.blocked !== null) return null;
    const found = nearest(ray, play.blocks);
    if (found !== null) return { kind: "thing", block: found.block, far: found.far };
    const spot = floorSpot(ray, play.view);
    return spot === null ? null : { kind: "floor", spot, far: spot.distanceTo(ray.origin) };
  }

  private point(pointers: readonly Pointer[], play: Play): void {
    const shown: { pointer: Pointer; far: number; hit: boolean }[] = [];
    let meant: { panel: Panel; id: string } | null = null;
    this.aimed = [];
    let over: Block | null = null, spot: Vector3 | null = null;
    for (const pointer of pointers) {
      const touched = this.touch(pointer, play);
      const ray = new Ray(pointer.origin, pointer.direction);
      const target = this.targetOf(ray, play);
      if (!touched) shown.push({ pointer, far: target?.far ?? 1.2, hit: target !== null });
      if (target !== null) this.aimed.push(nameOf(target));
      if (target?.kind === "button") meant = { panel: target.panel, id: target.button.id };
      if (target?.kind === "thing") over = target.block;
      if (target?.kind === "floor") spot = target.spot;
      const began = pointer.pressed && !this.downBefore.has(pointer.source);
      if (pointer.pressed) this.downBefore.add(pointer.source);
      else this.downBefore.delete(pointer.source);
      if (began && !touched) this.take(target, play, "hand", pointer);
      this.pull(pointer, play);
    }
    this.rays.update(shown, spot);
    this.corners.show(over);
    for (const panel of this.panels) panel.point(meant?.panel === panel ? meant.id : null);
  }

  /** A finger on a plate presses what it touches; near one, there is no ray. */
  private touch(pointer: Pointer, play: Play): boolean {
    if (pointer.tip === null) return false;
    let near = false;
    for (const panel of this.ask.visible ? [this.ask, this.belt.panel] : [this.main, this.belt.panel]) {
      const touched = panel.touched(pointer.source, pointer.tip);
      near ||= touched.near;
      if (touched.button !== null) this.take({ kind: "button", panel, button: touched.button }, play, "hand");
    }
    return near;
  }

  private take(target: Target, play: Play, by: By, pointer?: Pointer): void {
    if (target === null || target.kind === "panel" || this.comfort.busy) return;
    if (target.kind === "button") this.press(target.panel, target.button.id, play, by);
    else if (target.kind === "thing") {
      play.choose(target.block, by);
      if (pointer !== undefined) {
        const at = this.onPlane(pointer, target.block);
        if (at !== null) this.held.set(pointer.source, { block: target.block, at });
      }
    } else this.walk(target.spot);
  }

  /** Whoever keeps hold of something that can be moved drags it along. */
  private pull(pointer: Pointer, play: Play): void {
    const held = this.held.get(pointer.source);
    if (held === undefined) return;
    if (!pointer.pressed) {
      this.held.delete(pointer.source);
      return;
    }
    const at = this.onPlane(pointer, held.block);
    if (at === null) return;
    play.drag(held.block, held.at, at);
    held.at = at;
  }

  /** Where a pointer meets the level of a thing. */
  private onPlane(pointer: Pointer, block: Block): Vector3 | null {
    const { y } = block.middle;
    if (Math.abs(pointer.direction.y) < 0.02) return null;
    const far = (y - pointer.origin.y) / pointer.direction.y;
    return far > 0 && far < 8 ? pointer.origin.clone().addScaledVector(pointer.direction, far) : null;
  }

  private gaze(looked: Target, play: Play, seconds: number, only: boolean): void {
    if (!this.settings.gaze && !only) return;
    const name = looked?.kind === "button" ? `${this.panels.indexOf(looked.panel)} ${looked.button.id}`
      : looked?.kind === "thing" ? `thing ${looked.block.thing.id}` : null;
    const chosen = this.dwell.tick(name, seconds);
    if (looked?.kind === "button") looked.panel.point(looked.button.id, this.dwell.share);
    if (looked?.kind === "thing") this.corners.show(looked.block);
    if (chosen) this.take(looked, play, "gaze");
  }

  private press(panel: Panel, id: string, play: Play, by: By): void {
    if (panel === this.ask) this.answer(id);
    else if (id === "stop" || id === "finish") this.asked(id === "stop" ? "stop" : "done");
    else if (id === "recentre") this.recentre();
    else if (id === "turn_left") this.turn(TURN);
    else if (id === "turn_right") this.turn(-TURN);
    else if (this.blocked !== null) return;
    else if (id === "listen") this.say(play.aloud.id, play.aloud.caption);
    else if (id.startsWith("go ")) play.go(id.slice(3), by);
    else if (panel === this.main) play.press(id, by);
  }

  // --- stop and end --------------------------------------------------------------------------

  /** Asks before the test ends: one press too many must end nothing. */
  private asked(what: "stop" | "done"): void {
    const { words } = this;
    this.onYes = () => {
      this.looks.end();
      if (what === "stop") this.ends.stop();
      else this.ends.done();
    };
    this.showAsk([
      { kind: "title", text: what === "stop" ? words.stop : words.finished },
      { kind: "words", text: what === "stop" ? words.stop_ask : words.finish_ask },
      { kind: "row", buttons: [
        { id: "no", label: words.go_on, look: "primary" },
        { id: "yes", label: what === "stop" ? words.stop_yes : words.finish_yes, look: what === "stop" ? "stop" : "call" },
      ] },
    ]);
  }

  /** Offers a rest after a while; the candidate says when to go on. */
  rest(then: () => void): void {
    const { words } = this;
    this.onYes = then;
    this.showAsk([
      { kind: "title", text: words.rest },
      { kind: "words", text: words.rest_words },
      { kind: "row", buttons: [{ id: "yes", label: words.go_on, look: "primary" }] },
    ]);
  }

  private showAsk(blocks: readonly SheetBlock[]): void {
    this.ask.show(blocks);
    const head = this.headNow();
    if (head === null) return;
    const ahead = new Vector3(0, 0, -1).applyQuaternion(head.looking).setY(0).normalize();
    const at = head.at.clone().addScaledVector(ahead, 0.8);
    at.y = head.at.y - 0.12;
    this.ask.stand(at, facing(at, head.at));
  }

  private answer(id: string): void {
    this.ask.hide();
    if (id === "yes") this.onYes();
  }

  // --- moving --------------------------------------------------------------------------------

  private steer(pointers: readonly Pointer[]): void {
    for (const { source } of pointers) {
      const pad = source.gamepad;
      if (!pad || source.hand) continue;
      const x = pad.axes[2] ?? pad.axes[0] ?? 0;
      const pushed = Math.abs(x) > STICK;
      if (pushed && this.sticks.get(source) !== true) this.turn(x > 0 ? -TURN : TURN);
      this.sticks.set(source, pushed);
      // The upper button (B, Y) asks to stop, wherever one looks.
      if (pad.buttons[5]?.pressed === true && !this.ask.visible) this.asked("stop");
    }
  }

  private turn(degrees: number): void {
    const head = this.body?.head;
    if (!head) return;
    this.comfort.turned();
    this.rig.turn(degrees, head.position);
    this.belt.reset();
    this.captions.reset();
  }

  private walk(spot: Vector3): void {
    this.comfort.moved(() => {
      const head = this.body?.head;
      if (!head) return;
      this.rig.go([spot.x, spot.y, spot.z], head.position);
      this.after();
    });
  }

  private recentre(): void {
    const view = this.play?.view;
    if (view !== undefined) this.comfort.moved(() => this.standAt(view));
  }

  private standAt(view: WorldView): void {
    const head = this.body?.head;
    if (!head) return;
    this.rig.arrive(view, head.position, head.orientation);
    this.after();
  }

  private after(): void {
    this.belt.reset();
    this.captions.reset();
    this.play?.moved();
  }

  private watchEdge(play: Play, head: Vector3): void {
    const far = outside(play.view.areas, head.x, head.z);
    this.comfort.hold(Math.min(1, Math.max(0, (far - OUTSIDE_M) / 0.3)));
  }

  // --- words ---------------------------------------------------------------------------------

  private showBelt(play: Play): void {
    const { words } = this;
    const rows: SheetBlock[] = [];
    if (play.places.length > 0) rows.push({ kind: "row", low: true, buttons: play.places });
    rows.push({ kind: "row", low: true, buttons: [
      { id: "turn_left", label: words.turn_left }, { id: "recentre", label: words.recentre },
      { id: "listen", label: words.listen }, { id: "turn_right", label: words.turn_right },
    ] });
    const last: Button[] = [{ id: "stop", label: words.stop, look: "stop" }];
    if (play.mayFinish) last.push({ id: "finish", label: words.finished, look: "call" });
    rows.push({ kind: "row", low: true, buttons: last });
    const left = this.minutes();
    if (left !== null) rows.unshift({ kind: "small", text: `${left} ${words.minutes_left}` });
    this.belt.panel.show(rows);
  }

  private showCaption(play: Play, seconds: number): void {
    const head = this.headNow();
    const out = head !== null && outside(play.view.areas, head.at.x, head.at.z) > OUTSIDE_M;
    if (this.blocked !== null) this.captions.show(this.blocked);
    else if (out) this.captions.show(this.words.step_back);
    else {
      this.captionFor -= seconds;
      this.captions.show(this.captionFor > 0 ? this.caption : null);
    }
  }

  private headNow(): { at: Vector3; looking: Quaternion } | null {
    const head = this.body?.head;
    if (!head) return null;
    const stand: Matrix4 = this.rig.matrix;
    return {
      at: head.position.clone().applyMatrix4(stand),
      looking: new Quaternion().setFromRotationMatrix(stand).multiply(head.orientation),
    };
  }

  // --- for hands made of code ----------------------------------------------------------------

  /** What can be pointed at now, in the headset's own room: for tests and figures. */
  reachable(): Record<string, [number, number, number]> {
    const back = this.rig.matrix.clone().invert();
    const found: Record<string, [number, number, number]> = {};
    const open = this.ask.visible ? [this.ask, this.belt.panel] : [this.main, this.belt.panel];
    for (const panel of open) {
      for (const button of panel.buttons) {
        const at = panel.middleOf(button.id);
        if (at !== null && button.enabled !== false) found[button.id] = at.applyMatrix4(back).toArray();
      }
    }
    if (!this.ask.visible && this.blocked === null) {
      for (const block of this.play?.blocks ?? []) {
        found[`thing ${block.thing.id}`] = block.middle.applyMatrix4(back).toArray();
      }
    }
    return this.comfort.busy ? {} : found;
  }

  /** The next frame as a picture, as far as the browser shows it on its page. */
  picture(): Promise<string> {
    return new Promise((resolve) => {
      this.wanted = resolve;
    });
  }

  /** What drawing one frame costs. */
  get cost(): { calls: number; triangles: number } {
    const { calls, triangles } = this.renderer.info.render;
    return { calls, triangles };
  }
}

function nameOf(target: NonNullable<Target>): string {
  if (target.kind === "button") return target.button.id;
  return target.kind === "thing" ? `thing ${target.block.thing.id}` : target.kind;
}

/** Turns a plate at a spot towards a head. */
function facing(at: Vector3, head: Vector3): Quaternion {
  const way = head.clone().sub(at);
  const yaw = Math.atan2(way.x, way.z);
  const nod = Math.atan2(way.y, Math.hypot(way.x, way.z));
  return new Quaternion().setFromAxisAngle(UP, yaw)
    .multiply(new Quaternion().setFromAxisAngle(new Vector3(1, 0, 0), -nod));
}
